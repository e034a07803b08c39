using System.Security.Cryptography;
using NormSharp.Serialization;

namespace NormSharp.Data;

/// <summary>A file to download, and what it must be.</summary>
/// <param name="Name">Its name, on the server and here.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Its SHA-256 sum in lower-case hexadecimal.</param>
internal sealed record RemoteFile(string Name, long Length, string Sha256)
{
    /// <summary>Whether a file here is this one, byte for byte.</summary>
    /// <exception cref="DataFormatException">It cannot be read.</exception>
    public bool IsWhole(string path)
    {
        try
        {
            using FileStream stream = RegularFile.OpenRead(path);
            return stream.Length == Length && Convert.ToHexStringLower(SHA256.HashData(stream)) == Sha256;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(path, $"cannot be read: {exception.Message}", exception);
        }
    }
}
