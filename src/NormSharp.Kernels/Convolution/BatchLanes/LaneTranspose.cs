using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using NormSharp.Kernels.Elementwise.Strides;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.BatchLanes;

/// <summary>Brings the images of a tile side by side, each position a row with a number from every image, and back.</summary>
/// <remarks>
/// Images often lie a power of two apart, where their cache lines compete for the same sets of the cache. So a cache line is used
/// up before the next image's is touched.
/// </remarks>
internal static unsafe class LaneTranspose
{
    /// <summary>Images that are read or written side by side: as many as fit one set of the cache, with room to spare.</summary>
    private const int Group = 8;

    /// <summary>
    /// Floats from one position to the next, not a multiple of what makes positions compete for the same sets of the cache.
    /// </summary>
    /// <param name="channels">Channels of a position.</param>
    /// <param name="width">Lanes of a channel.</param>
    public static nint Step(int channels, int width) => ((nint)channels * width) + ((nint)channels * width % 128 == 0 ? 16 : 0);

    /// <summary>lanes[position, channel, image] = images[image, channel, position]; lanes beyond the last image are zero.</summary>
    /// <param name="images">The images' part.</param>
    /// <param name="count">How many images there are.</param>
    /// <param name="lanes">Where the first position of the first channel goes.</param>
    /// <param name="step">Floats from one position's lanes to the next's.</param>
    /// <param name="width">Lanes of a channel at a position: a multiple of four.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(in LanePlanes images, int count, float* lanes, nint step, int width)
    {
        for (int image = 0; image < count; image += Group)
        {
            int group = Math.Min(Group, count - image);
            for (int channel = 0; channel < images.Channels; channel++)
            {
                float* source = images.Start + (image * images.ImageStride) + (channel * images.ChannelStride);
                float* target = lanes + ((nint)channel * width) + image;
                int position = 0;
                if (group == Group && Avx.IsSupported)
                {
                    for (; position + Group <= images.Positions; position += Group)
                    {
                        Transpose8x8.Copy(source + position, images.ImageStride, target + (position * step), step);
                    }
                }

                Transpose.Matrix(
                    source + position, images.ImageStride, group, images.Positions - position, target + (position * step), step);
            }
        }

        if (count < width)
        {
            Clear(images, count, lanes, step, width);
        }
    }

    /// <summary>images[image, channel, position] = lanes[position, channel, image] for the images that there are.</summary>
    /// <param name="lanes">The first position of the first channel.</param>
    /// <param name="step">Floats from one position's lanes to the next's.</param>
    /// <param name="width">Lanes of a channel at a position.</param>
    /// <param name="images">The images' part.</param>
    /// <param name="count">How many images there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter(float* lanes, nint step, int width, in LanePlanes images, int count)
    {
        for (int image = 0; image < count; image += Group)
        {
            int group = Math.Min(Group, count - image);
            for (int channel = 0; channel < images.Channels; channel++)
            {
                float* source = lanes + ((nint)channel * width) + image;
                float* target = images.Start + (image * images.ImageStride) + (channel * images.ChannelStride);
                int position = 0;
                if (group == Group && Avx.IsSupported)
                {
                    for (; position + Group <= images.Positions; position += Group)
                    {
                        Transpose8x8.Copy(source + (position * step), step, target + position, images.ImageStride);
                    }
                }

                Transpose.Matrix(
                    source + (position * step), step, images.Positions - position, group, target + position, images.ImageStride);
            }
        }
    }

    private static void Clear(in LanePlanes images, int count, float* lanes, nint step, int width)
    {
        for (nint position = 0; position < images.Positions; position++)
        {
            for (int channel = 0; channel < images.Channels; channel++)
            {
                new Span<float>(lanes + (position * step) + (channel * width) + count, width - count).Clear();
            }
        }
    }
}
