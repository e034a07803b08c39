using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using NormSharp.Interop.Files;
using NormSharp.Interop.Tensors;

namespace NormSharp.Interop.PyTorch;

/// <summary>
/// The format of <c>torch.save</c> before 1.6: a magic number, a version, the machine, the object and the storages' keys as five pickles
/// one after the other, then each storage as its length and its elements.
/// </summary>
internal static class TorchLegacy
{
    private const long Version = 1001;

    private static readonly BigInteger Magic = BigInteger.Parse(
        "1950A86A20F9469CFC6C", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public static TorchContainer Read(SourceFile file)
    {
        string path = file.Path;
        var budget = new PickleBudget(path, file.Length);
        var host = new TorchHost(path, budget);
        using Stream stream = file.Slice(0, file.Length);
        var input = new PickleInput(path, stream);
        if (PickleMachine.Load(path, input, budget, host) is not BigInteger magic || magic != Magic)
        {
            throw Malformed.In(path, "is a pickle, but not of torch.save; load it in Python and save its state_dict() by torch.save");
        }

        if (PickleMachine.Load(path, input, budget, host) is not Version)
        {
            throw Malformed.In(
                path, "is a PyTorch file of a version that is not known; load it in Python and save its state_dict() by torch.save");
        }

        _ = PickleMachine.Load(path, input, budget, host);
        object? root = PickleMachine.Load(path, input, budget, host);
        if (PickleMachine.Load(path, input, budget, host) is not PickleList keys)
        {
            throw Malformed.In(path, "holds no list of storages behind its pickle; it is damaged");
        }

        return new TorchContainer("PyTorch (legacy)", root, Places(file, keys, host, input.Position), null);
    }

    private static Dictionary<string, StoragePlace> Places(SourceFile file, PickleList keys, TorchHost host, long position)
    {
        var places = new Dictionary<string, StoragePlace>(StringComparer.Ordinal);
        Span<byte> prefix = stackalloc byte[sizeof(long)];
        foreach (object? key in keys.Items)
        {
            if (key is not string name || !host.Storages.TryGetValue(name, out TorchStorage? storage))
            {
                throw Malformed.In(file.Path, "lists a storage that its pickle does not name; it is damaged");
            }

            file.Read(prefix, position);
            long count = BinaryPrimitives.ReadInt64LittleEndian(prefix);
            long bytes = count < 0 ? -1 : TensorShape.ByteCount(storage.ElementType, [count]);
            position += sizeof(long);
            if (bytes < storage.ByteCount || bytes > file.Length - position
                || !places.TryAdd(name, new StoragePlace(position, bytes, null, null)))
            {
                throw Malformed.In(
                    file.Path,
                    $"its storage '{Printable.Name(name)}' claims {count} elements at byte {position} of {file.Length}, and "
                    + $"{storage.ByteCount} bytes are "
                    + "expected; it is truncated or damaged");
            }

            position += bytes;
        }

        return host.Storages.Keys.FirstOrDefault(name => !places.ContainsKey(name)) is { } missing
            ? throw Malformed.In(file.Path, $"its storage '{Printable.Name(missing)}' is missing; it is truncated or damaged")
            : places;
    }
}
