namespace NormSharp.Data;

/// <summary>A file to download, and what it must be.</summary>
/// <param name="Name">Its name, on the server and here.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Its SHA-256 sum in lower-case hexadecimal.</param>
internal sealed record RemoteFile(string Name, long Length, string Sha256);
