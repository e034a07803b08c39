namespace NormSharp.Kernels.Convolution.BatchLanes;

/// <summary>Neighbouring positions of every channel of every image.</summary>
/// <param name="start">The first position of the first channel of the first image.</param>
/// <param name="imageStride">Floats from one image to the next.</param>
/// <param name="channels">How many channels.</param>
/// <param name="channelStride">Floats from one channel to the next.</param>
/// <param name="positions">How many positions, neighbours in memory.</param>
internal readonly unsafe struct LanePlanes(float* start, nint imageStride, int channels, nint channelStride, int positions)
{
    public readonly float* Start = start;
    public readonly nint ImageStride = imageStride;
    public readonly int Channels = channels;
    public readonly nint ChannelStride = channelStride;
    public readonly int Positions = positions;
}
