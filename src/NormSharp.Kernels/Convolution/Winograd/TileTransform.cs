using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>A transform in both directions, a vector of channels at a time.</summary>
internal static unsafe class TileTransform
{
    /// <summary>Floats of what lies between the two directions.</summary>
    public static nuint HalfLength => (nuint)(WinogradPoints.Products * SimdWidth.Count);

    /// <summary>Transforms the columns, then the rows, of one tile.</summary>
    /// <param name="source">The tile's first position.</param>
    /// <param name="channels">Channels of a position: whole vectors.</param>
    /// <param name="half">Room for <see cref="HalfLength"/>.</param>
    /// <param name="target">The result's first position.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<TTransform, TS, TV>(Strided source, int channels, float* half, Strided target)
        where TTransform : struct, IWinogradTransform
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        nint line = TTransform.Inputs * TS.Count;
        for (nint channel = 0; channel < channels; channel += TS.Count)
        {
            for (nint column = 0; column < TTransform.Inputs; column++)
            {
                float* first = source.Start + channel + (column * source.Column);
                TTransform.Apply<TS, TV>(first, source.Row, half + (column * TS.Count), line);
            }

            for (nint row = 0; row < TTransform.Outputs; row++)
            {
                TTransform.Apply<TS, TV>(half + (row * line), TS.Count, target.Start + channel + (row * target.Row), target.Column);
            }
        }
    }

    /// <summary>Vectors at fixed distances in two directions.</summary>
    public readonly struct Strided(float* start, nint row, nint column)
    {
        public readonly float* Start = start;
        public readonly nint Row = row;
        public readonly nint Column = column;
    }
}
