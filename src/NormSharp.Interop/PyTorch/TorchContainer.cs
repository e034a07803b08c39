using NormSharp.Interop.Files;
using NormSharp.Serialization;

namespace NormSharp.Interop.PyTorch;

/// <summary>What PyTorch's two file formats have in common: one object, and storages beside it.</summary>
/// <param name="Format">Which format it is, for people.</param>
/// <param name="Root">The object that was saved.</param>
/// <param name="Places">Where each storage lies, by its key.</param>
/// <param name="Archive">The zip archive; null for the legacy format.</param>
internal sealed record TorchContainer(string Format, object? Root, IReadOnlyDictionary<string, StoragePlace> Places, ZipFile? Archive)
{
    /// <exception cref="ModelFormatException">The file is damaged or no PyTorch file.</exception>
    public static TorchContainer Read(SourceFile file)
    {
        byte[] start = new byte[4];
        int length = file.ReadSome(start, 0);
        return length == start.Length && start.AsSpan().SequenceEqual("PK\x3\x4"u8) ? TorchZip.Read(file) : TorchLegacy.Read(file);
    }
}
