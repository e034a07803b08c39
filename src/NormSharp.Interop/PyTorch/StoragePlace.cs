using NormSharp.Interop.Files;

namespace NormSharp.Interop.PyTorch;

/// <summary>Where the bytes of a storage lie.</summary>
/// <param name="Offset">Their place in the file; meaningless where they are packed.</param>
/// <param name="Length">How many there are.</param>
/// <param name="Entry">The file of the archive that holds them; null where the file is no archive.</param>
/// <param name="Unpacked">The bytes of a file that is packed, unpacked once when they are wanted; null where they lie in the file as they
/// are.</param>
internal sealed record StoragePlace(long Offset, long Length, ZipEntry? Entry, Lazy<byte[]>? Unpacked);
