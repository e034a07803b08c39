using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NormSharp.Data;

/// <summary>
/// The float of each byte v, a table a channel: v·s + o with s = 1/(255·deviation) and o = −mean/deviation. The product and the sum
/// are rounded one after the other, never fused, so that vectors of any width and the table give the same bits.
/// </summary>
internal sealed class PixelTable
{
    private readonly float[] _values;
    private readonly float[] _scales;
    private readonly float[] _offsets;

    public PixelTable(Normalization normalization)
    {
        int channels = normalization.Mean.Length;
        _scales = [.. normalization.Deviation.Select(deviation => (float)(1 / (255.0 * deviation)))];
        _offsets = [.. normalization.Mean.Zip(normalization.Deviation, (mean, deviation) => (float)(0 - (mean / (double)deviation)))];
        _values = new float[channels * 256];
        for (int i = 0; i < _values.Length; i++)
        {
            float product = (i & 255) * _scales[i >> 8];
            _values[i] = product + _offsets[i >> 8];
        }
    }

    /// <summary>Converts the bytes of one channel.</summary>
    /// <param name="channel">Which channel.</param>
    /// <param name="source">The bytes.</param>
    /// <param name="destination">At least as many floats.</param>
    public void Convert(int channel, ReadOnlySpan<byte> source, Span<float> destination)
    {
        destination = destination[..source.Length];
        int done = Avx512F.IsSupported ? Convert512(source, destination, _scales[channel], _offsets[channel])
            : Avx2.IsSupported ? Convert256(source, destination, _scales[channel], _offsets[channel])
            : 0;
        ReadOnlySpan<float> table = _values.AsSpan(channel * 256, 256);
        for (int i = done; i < source.Length; i++)
        {
            destination[i] = table[source[i]];
        }
    }

    private static int Convert512(ReadOnlySpan<byte> source, Span<float> destination, float scale, float offset)
    {
        ReadOnlySpan<Vector128<byte>> bytes = MemoryMarshal.Cast<byte, Vector128<byte>>(source);
        Span<Vector512<float>> floats = MemoryMarshal.Cast<float, Vector512<float>>(destination)[..bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            floats[i] = (Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(bytes[i])) * scale) + Vector512.Create(offset);
        }

        return bytes.Length * Vector512<float>.Count;
    }

    private static int Convert256(ReadOnlySpan<byte> source, Span<float> destination, float scale, float offset)
    {
        ReadOnlySpan<ulong> bytes = MemoryMarshal.Cast<byte, ulong>(source);
        Span<Vector256<float>> floats = MemoryMarshal.Cast<float, Vector256<float>>(destination)[..bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            Vector128<byte> eight = Vector128.CreateScalarUnsafe(bytes[i]).AsByte();
            floats[i] = (Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(eight)) * scale) + Vector256.Create(offset);
        }

        return bytes.Length * Vector256<float>.Count;
    }
}
