using System.IO.Compression;

namespace NormSharp.Fuzz.Mutation;

/// <summary>Packs and unpacks small inputs, so that what is packed can be damaged too.</summary>
internal static class Packing
{
    private const int Longest = 1 << 16;

    public static Func<Stream, CompressionMode, Stream> Zlib { get; } = (stream, mode) => new ZLibStream(stream, mode, leaveOpen: true);

    public static Func<Stream, CompressionMode, Stream> Gzip { get; } = (stream, mode) => new GZipStream(stream, mode, leaveOpen: true);

    /// <summary>What was packed; null where it is damaged or long.</summary>
    public static byte[]? Unpack(byte[] packed, Func<Stream, CompressionMode, Stream> format)
    {
        try
        {
            using Stream stream = format(new MemoryStream(packed), CompressionMode.Decompress);
            byte[] plain = new byte[Longest];
            int length = stream.ReadAtLeast(plain, plain.Length, throwOnEndOfStream: false);
            return length < Longest ? plain[..length] : null;
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            return null;
        }
    }

    public static byte[] Pack(byte[] plain, Func<Stream, CompressionMode, Stream> format)
    {
        using var packed = new MemoryStream();
        using (Stream stream = format(packed, CompressionMode.Compress))
        {
            stream.Write(plain);
        }

        return packed.ToArray();
    }
}
