namespace NormSharp.Data;

/// <summary>What is kept of a picture.</summary>
/// <param name="View">The image as a network sees it in evaluation; null where it did not fit into memory.</param>
/// <param name="Source">What random crops are cut from; null where it did not fit or is not wanted.</param>
/// <param name="IsResized">Whether the picture had another size than the image.</param>
/// <param name="Hash">The SHA-256 of its file.</param>
internal sealed record DecodedPicture(byte[]? View, Raster? Source, bool IsResized, byte[] Hash);
