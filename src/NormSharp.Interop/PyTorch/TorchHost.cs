using System.Globalization;
using NormSharp.Interop.Files;
using NormSharp.Interop.Tensors;

namespace NormSharp.Interop.PyTorch;

/// <summary>
/// The allow-list: the functions of PyTorch's pickles that make containers and tensors. They are computed here, on descriptions;
/// no other function is.
/// </summary>
/// <param name="path">The file, for messages.</param>
/// <param name="budget">What copies are charged to: a pickle may name one list a thousand times.</param>
internal sealed class TorchHost(string path, PickleBudget budget) : IPickleHost
{
    private readonly Dictionary<string, TorchStorage> _storages = new(StringComparer.Ordinal);

    /// <summary>Every storage that the pickle refers to, by its key; parts of storages apart.</summary>
    public IReadOnlyDictionary<string, TorchStorage> Storages => _storages;

    public object? Persistent(object? id)
    {
        if (id is not PickleTuple { Items: [string kind, .. var rest] })
        {
            return new PickleRecord(null, id);
        }

        return (kind, rest) switch
        {
            // Old files keep the source of a module's class beside it.
            ("module", [var module, ..]) => module,
            ("storage", [PickleGlobal type, var key, _, long count, .. var view]) => Storage(type, key, count, view),
            _ => new PickleRecord(null, id),
        };
    }

    public bool TryCall(PickleGlobal function, object?[] arguments, out object? result)
    {
        result = (function.Module, function.Name) switch
        {
            ("collections", "OrderedDict") => Dictionary(arguments),
            ("torch", "Size") => arguments is [PickleTuple sizes] ? sizes : null,
            ("torch._utils", "_rebuild_tensor" or "_rebuild_tensor_v2") => Tensor(arguments, null),
            ("torch._utils", "_rebuild_tensor_v3") => Tensor(arguments, arguments.ElementAtOrDefault(6) as PickleGlobal),
            ("torch._utils", "_rebuild_parameter" or "_rebuild_parameter_with_state")
                => arguments is [TorchTensor tensor, ..] ? tensor : null,
            ("torch._tensor", "_rebuild_from_type_v2") => Subclass(arguments),
            _ => null,
        };
        return result is not null;
    }

    private PickleDictionary? Dictionary(object?[] arguments)
    {
        var dictionary = new PickleDictionary();
        switch (arguments)
        {
            case []:
                return dictionary;
            case [PickleDictionary other]:
                budget.Take(2L * PickleBudget.Element * other.Entries.Count);
                foreach ((object? key, object? value) in other.Entries)
                {
                    dictionary.Add(key, value);
                }

                return dictionary;
            case [PickleList pairs]:
                budget.Take(2L * PickleBudget.Element * pairs.Items.Count);
                foreach (object? pair in pairs.Items)
                {
                    IReadOnlyList<object?> items = pair switch
                    {
                        PickleTuple tuple => tuple.Items,
                        PickleList list => list.Items,
                        _ => [],
                    };
                    if (items.Count != 2)
                    {
                        return null;
                    }

                    dictionary.Add(items[0], items[1]);
                }

                return dictionary;
            default:
                return null;
        }
    }

    private TorchTensor? Tensor(object?[] arguments, PickleGlobal? dataType)
    {
        if (arguments is not [TorchStorage storage, long offset, var sizes, var steps, ..] || Whole(sizes) is not { } shape
            || Whole(steps) is not { } strides)
        {
            return null;
        }

        budget.Take(PickleBudget.Object * (4L + shape.Length));
        ElementType type = dataType is null ? storage.ElementType : TorchTypes.OfDataType(dataType) ?? ElementType.Opaque;
        return TorchTensor.Checked(path, new TorchTensor(storage, type, offset, shape, strides));
    }

    /// <summary>
    /// A tensor with attributes of Python's: the function that makes it, its type, the function's arguments, the attributes.
    /// </summary>
    private object? Subclass(object?[] arguments)
        => arguments is [PickleGlobal { Name: not "_rebuild_from_type_v2" } make, _, PickleTuple inner, ..]
            && TryCall(make, inner.Items, out object? made)
            ? made
            : null;

    private TorchStorage Storage(PickleGlobal type, object? key, long count, object?[] view)
    {
        string name = key switch
        {
            string text => text,
            long number => number.ToString(CultureInfo.InvariantCulture),
            _ => throw Malformed.In(path, "names a storage by something that is neither text nor number; the file is damaged"),
        };
        budget.Take(4L * PickleBudget.Object);
        ElementType elements = TorchTypes.OfStorage(type)
            ?? throw Malformed.In(path, $"keeps numbers in a '{Printable.Name(type.ToString())}', which is no storage that is known");
        long bytes = TensorShape.ByteCount(elements, [count]);
        if (bytes < 0)
        {
            throw Malformed.In(path, $"its storage '{Printable.Name(name)}' claims {count} elements; the file is damaged");
        }

        var storage = new TorchStorage(name, elements, bytes, 0);
        if (!_storages.TryAdd(name, storage))
        {
            // The same bytes may be named as several types; the archive is asked for the most.
            TorchStorage known = _storages[name];
            _storages[name] = known.ByteCount >= bytes ? known : storage;
        }

        return view is [PickleTuple { Items: [_, long start, long length] }] ? Part(storage, start, length) : storage;
    }

    private TorchStorage Part(TorchStorage whole, long start, long length)
    {
        long size = ElementTypes.SizeOf(whole.ElementType);
        return start >= 0 && length >= 0 && length <= whole.ByteCount / size && start <= (whole.ByteCount / size) - length
            ? whole with { ByteCount = length * size, ByteOffset = start * size }
            : throw Malformed.In(
                path, $"part {start} + {length} of its storage '{Printable.Name(whole.Key)}' lies outside of it; the file is damaged");
    }

    private static long[]? Whole(object? value)
    {
        IReadOnlyList<object?>? items = value switch
        {
            PickleTuple tuple => tuple.Items,
            PickleList list => list.Items,
            _ => null,
        };
        return items is { Count: <= TensorShape.RankLimit } && items.All(item => item is long)
            ? [.. items.Select(item => (long)item!)]
            : null;
    }
}
