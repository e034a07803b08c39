using static TorchSharp.torch;

namespace NormSharp.Peer.Torch;

/// <summary>How libtorch keeps tensors of four dimensions.</summary>
internal enum MemoryLayout
{
    /// <summary>NCHW.</summary>
    Contiguous,

    /// <summary>NHWC.</summary>
    ChannelsLast,
}
