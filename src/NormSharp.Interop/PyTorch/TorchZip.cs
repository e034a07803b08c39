using System.Text;
using NormSharp.Interop.Files;

namespace NormSharp.Interop.PyTorch;

/// <summary>
/// The format of <c>torch.save</c> since 1.6 and of <c>torch.jit.save</c>: a zip archive of one folder that holds a pickle
/// (<c>data.pkl</c>) and a file for each storage (<c>data/0</c>, …), which are not compressed.
/// </summary>
internal static class TorchZip
{
    private const string PickleName = "data.pkl";
    private const long PickleLimit = 512L << 20;

    // PyTorch packs nothing; who packed an archive anew gained little, as weights are nearly random.
    private const long PackedAllowance = 16L << 20;

    public static TorchContainer Read(SourceFile file)
    {
        var archive = new ZipFile(file);
        ZipEntry pickle = archive.Entries
            .Where(entry => entry.Name == PickleName || entry.Name.EndsWith("/" + PickleName, StringComparison.Ordinal))
            .MinBy(entry => entry.Name.Length)
            ?? throw Malformed.In(file.Path, "is a zip archive without data.pkl, so that it is no PyTorch file");
        string folder = pickle.Name[..^PickleName.Length];
        if (archive.Find(folder + "byteorder") is { } order && Encoding.ASCII.GetString(archive.ReadAll(order, 64)).Trim() is var text
            && text != "little")
        {
            throw Malformed.In(
                file.Path, $"was saved with byte order '{Printable.Name(text)}', and only 'little' is read; save it on another machine");
        }

        byte[] bytes = archive.ReadAll(pickle, PickleLimit);
        var budget = new PickleBudget(file.Path, bytes.Length);
        var host = new TorchHost(file.Path, budget);
        object? root = PickleMachine.Load(file.Path, new PickleInput(file.Path, new MemoryStream(bytes, writable: false)), budget, host);
        Dictionary<string, StoragePlace> places = host.Storages.ToDictionary(
            storage => storage.Key, storage => Place(archive, folder, storage.Value), StringComparer.Ordinal);
        bool isScript = archive.Find(folder + "constants.pkl") is not null;
        return new TorchContainer(isScript ? "TorchScript" : "PyTorch (zip)", root, places, archive);
    }

    private static StoragePlace Place(ZipFile archive, string folder, TorchStorage storage)
    {
        string path = archive.File.Path;
        ZipEntry entry = archive.Find($"{folder}data/{storage.Key}")
            ?? throw Malformed.In(
                path, $"names the storage '{Printable.Name(storage.Key)}', but the archive holds no such file; it is damaged");
        if (entry.Length < storage.ByteCount)
        {
            throw Malformed.In(
                path,
                $"its storage '{Printable.Name(storage.Key)}' claims {storage.ByteCount} bytes, but the archive holds {entry.Length}; "
                + "it is damaged");
        }

        if (entry.Method == ZipEntry.Stored)
        {
            return new StoragePlace(archive.DataOffset(entry), entry.Length, entry, null);
        }

        long limit = PackedAllowance + (2 * archive.File.Length);
        return entry.Length <= limit
            ? new StoragePlace(-1, entry.Length, entry, new Lazy<byte[]>(() => archive.ReadAll(entry, limit)))
            : throw Malformed.Limit(path, $"the bytes that its storage '{Printable.Name(storage.Key)}' unpacks to", entry.Length, limit);
    }
}
