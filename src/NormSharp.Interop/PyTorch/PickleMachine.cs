using NormSharp.Interop.Files;

namespace NormSharp.Interop.PyTorch;

/// <summary>
/// Runs a pickle (protocols 0 to 5) without Python: it builds lists, dictionaries, texts and numbers. A function or class is never
/// imported and never called; what a pickle says of it becomes a <see cref="PickleRecord"/>. The few functions that make tensors are
/// computed by the host.
/// </summary>
internal sealed partial class PickleMachine
{
    // PyTorch numbers what it may refer to again from 0 on; a list that is indexed by any number has to end somewhere.
    private const int MemoLimit = 4 << 20;

    private readonly string _path;
    private readonly PickleInput _input;
    private readonly PickleBudget _budget;
    private readonly IPickleHost _host;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly List<object?> _memo = [];

    private PickleMachine(string path, PickleInput input, PickleBudget budget, IPickleHost host)
    {
        _path = path;
        _input = input;
        _budget = budget;
        _host = host;
    }

    /// <summary>Runs one pickle to its end.</summary>
    /// <returns>What it describes: null, a bool, long, BigInteger, double, string, byte[], one of the Pickle… types, or what the host
    /// gives.</returns>
    /// <exception cref="Serialization.ModelFormatException">The pickle is damaged or takes more than a model needs.</exception>
    public static object? Load(string path, PickleInput input, PickleBudget budget, IPickleHost host)
    {
        var machine = new PickleMachine(path, input, budget, host);
        while (true)
        {
            long place = input.Position;
            var code = (PickleOpcode)input.Byte();
            if (code == PickleOpcode.Stop)
            {
                return machine.Pop();
            }

            if (!machine.Literal(code) && !machine.Container(code) && !machine.StackAndMemo(code) && !machine.Call(code))
            {
                throw Malformed.In(path, $"its pickle holds the unknown instruction 0x{(byte)code:X2} at byte {place}; it is damaged");
            }
        }
    }

    private bool StackAndMemo(PickleOpcode code)
    {
        switch (code)
        {
            case PickleOpcode.Proto:
                byte protocol = _input.Byte();
                return protocol <= 5 ? true : throw Problem($"is of protocol {protocol}, and 0 to 5 are known");
            case PickleOpcode.Frame:
                _ = _input.UInt64();
                return true;
            case PickleOpcode.Mark:
                _budget.Take(PickleBudget.Element);
                _marks.Add(_stack.Count);
                return true;
            case PickleOpcode.Pop:
                // A mark is popped like a value, where nothing lies above it.
                if (_marks.Count > 0 && _marks[^1] == _stack.Count)
                {
                    _marks.RemoveAt(_marks.Count - 1);
                }
                else
                {
                    _ = Pop();
                }

                return true;
            case PickleOpcode.PopMark:
                _ = PopToMark();
                return true;
            case PickleOpcode.Dup:
                Push(Top());
                return true;
            case PickleOpcode.Put:
                Store(Index(_input.Line()));
                return true;
            case PickleOpcode.BinPut:
                Store(_input.Byte());
                return true;
            case PickleOpcode.LongBinPut:
                Store(_input.UInt32());
                return true;
            case PickleOpcode.Memoize:
                Store(_memo.Count);
                return true;
            case PickleOpcode.Get:
                Push(Stored(Index(_input.Line())));
                return true;
            case PickleOpcode.BinGet:
                Push(Stored(_input.Byte()));
                return true;
            case PickleOpcode.LongBinGet:
                Push(Stored(_input.UInt32()));
                return true;
            default:
                return false;
        }
    }

    private bool Container(PickleOpcode code)
    {
        switch (code)
        {
            case PickleOpcode.EmptyTuple:
                Push(PickleTuple.Empty);
                return true;
            case PickleOpcode.Tuple:
                Push(Tuple(PopToMark()));
                return true;
            case PickleOpcode.Tuple1 or PickleOpcode.Tuple2 or PickleOpcode.Tuple3:
                Push(Tuple(PopMany(code - PickleOpcode.Tuple1 + 1)));
                return true;
            case PickleOpcode.EmptyList or PickleOpcode.EmptySet:
                Push(New(new PickleList()));
                return true;
            case PickleOpcode.List or PickleOpcode.FrozenSet:
                object?[] elements = PopToMark();
                Push(New(new PickleList()));
                Append(Top(), elements);
                return true;
            case PickleOpcode.Append:
                object? item = Pop();
                ListOf(Top(), 1).Add(item);
                return true;
            case PickleOpcode.Appends or PickleOpcode.AddItems:
                object?[] many = PopToMark();
                Append(Top(), many);
                return true;
            case PickleOpcode.EmptyDict:
                Push(New(new PickleDictionary()));
                return true;
            case PickleOpcode.Dict:
                object?[] entries = PopToMark();
                Push(New(new PickleDictionary()));
                Set(Top(), entries);
                return true;
            case PickleOpcode.SetItem:
                object?[] entry = PopMany(2);
                Set(Top(), entry);
                return true;
            case PickleOpcode.SetItems:
                object?[] items = PopToMark();
                Set(Top(), items);
                return true;
            default:
                return false;
        }
    }

    private void Append(object? target, object?[] items) => Array.ForEach(items, ListOf(target, items.Length).Add);

    /// <summary>The list that an object is, with room for so many more.</summary>
    private PickleList ListOf(object? target, int more)
    {
        _budget.Take((long)PickleBudget.Element * more);
        return target switch
        {
            PickleList found => found,
            PickleRecord record => record.Elements ??= New(new PickleList()),
            _ => throw Problem("appends to something that is no list"),
        };
    }

    private void Set(object? target, object?[] items)
    {
        if (items.Length % 2 != 0)
        {
            throw Problem("holds a key without a value");
        }

        _budget.Take((long)PickleBudget.Element * items.Length);
        PickleDictionary dictionary = target switch
        {
            PickleDictionary found => found,
            PickleRecord record => record.Items ??= New(new PickleDictionary()),
            _ => throw Problem("stores by key in something that is no dictionary"),
        };
        for (int i = 0; i < items.Length; i += 2)
        {
            dictionary.Add(items[i], items[i + 1]);
        }
    }

    private PickleTuple Tuple(object?[] items)
    {
        _budget.Take(PickleBudget.Object + (sizeof(long) * (long)items.Length));
        return new PickleTuple(items);
    }

    private T New<T>(T value)
    {
        _budget.Take(PickleBudget.Object);
        return value;
    }

    private void Store(long index)
    {
        if (index > MemoLimit)
        {
            throw Malformed.Limit(_path, "the objects that its pickle refers to", index, MemoLimit);
        }

        object? value = Top();
        if (index >= _memo.Count)
        {
            _budget.Take(PickleBudget.Element * (index - _memo.Count + 1));
            System.Runtime.InteropServices.CollectionsMarshal.SetCount(_memo, (int)index + 1);
        }

        _memo[(int)index] = value;
    }

    private object? Stored(long index) => index < _memo.Count
        ? _memo[(int)index]
        : throw Problem($"refers to its object {index}, and there are {_memo.Count}");

    private long Index(string text)
        => uint.TryParse(text, out uint index) ? index : throw Problem($"numbers an object '{Printable.Name(text)}'");

    private void Push(object? value)
    {
        if (_stack.Count == _stack.Capacity)
        {
            _budget.Take(2L * sizeof(long) * _stack.Capacity);
        }

        _stack.Add(value);
    }

    private object? Top() => _stack.Count > Floor ? _stack[^1] : throw Problem("takes a value where there is none");

    private object? Pop()
    {
        object? value = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    /// <summary>How much of the stack lies below the last mark, where instructions do not reach.</summary>
    private int Floor => _marks.Count > 0 ? _marks[^1] : 0;

    private object?[] PopMany(int count)
    {
        if (_stack.Count - Floor < count)
        {
            throw Problem("takes more values than there are");
        }

        return Cut(_stack.Count - count);
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw Problem("ends a sequence that it did not begin");
        }

        int start = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return Cut(start);
    }

    private object?[] Cut(int start)
    {
        object?[] values = [.. System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_stack)[start..]];
        _stack.RemoveRange(start, values.Length);
        return values;
    }

    private Serialization.ModelFormatException Problem(string what)
        => Malformed.In(_path, $"its pickle {what} (byte {_input.Position}); it is damaged");
}
