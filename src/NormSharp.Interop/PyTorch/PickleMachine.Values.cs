using System.Globalization;
using System.Numerics;
using System.Text;
using NormSharp.Interop.Files;

namespace NormSharp.Interop.PyTorch;

/// <content>Instructions that push one value, and those that would call something.</content>
internal sealed partial class PickleMachine
{
    // Numbers beyond this are no sizes, steps or seeds; reading them as text takes time that grows with the square.
    private const int IntegerLimit = 1024;

    private bool Literal(PickleOpcode code)
    {
        switch (code)
        {
            case PickleOpcode.None:
                Push(null);
                return true;
            case PickleOpcode.NewTrue or PickleOpcode.NewFalse:
                Push(New(code == PickleOpcode.NewTrue));
                return true;
            case PickleOpcode.BinInt or PickleOpcode.BinInt1 or PickleOpcode.BinInt2 or PickleOpcode.Int or PickleOpcode.Long
                or PickleOpcode.Long1 or PickleOpcode.Long4:
                Push(New(Integer(code)));
                return true;
            case PickleOpcode.Float:
                Push(New<object>(double.TryParse(_input.Line(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                    ? number
                    : throw Problem("holds a number that is none")));
                return true;
            case PickleOpcode.BinFloat:
                Push(New<object>(_input.BigEndianDouble()));
                return true;
            case PickleOpcode.String or PickleOpcode.Unicode:
                string line = _input.Line();
                _budget.Take(2L * line.Length);
                Push(New(code == PickleOpcode.Unicode ? PickleText.RawUnicode(line) : PickleText.Literal(line)));
                return true;
            case PickleOpcode.BinString or PickleOpcode.ShortBinString or PickleOpcode.BinUnicode or PickleOpcode.ShortBinUnicode
                or PickleOpcode.BinUnicode8:
                Push(Text(code));
                return true;
            case PickleOpcode.BinBytes or PickleOpcode.ShortBinBytes or PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8:
                Push(Bytes(Length(code)));
                return true;
            case PickleOpcode.NextBuffer or PickleOpcode.ReadOnlyBuffer:
                throw Problem("needs buffers that were kept outside of it, which a file cannot hold");
            default:
                return false;
        }
    }

    private bool Call(PickleOpcode code)
    {
        switch (code)
        {
            case PickleOpcode.Global:
                Push(Global(_input.Line(), _input.Line()));
                return true;
            case PickleOpcode.StackGlobal:
                object?[] names = PopMany(2);
                Push(
                    names is [string module, string name]
                        ? Global(module, name)
                        : throw Problem("names a class by something that is no text"));
                return true;
            case PickleOpcode.Ext1:
                Push(Global("copyreg", $"extension {_input.Byte()}"));
                return true;
            case PickleOpcode.Ext2:
                Push(Global("copyreg", $"extension {_input.UInt16()}"));
                return true;
            case PickleOpcode.Ext4:
                Push(Global("copyreg", $"extension {_input.UInt32()}"));
                return true;
            case PickleOpcode.Reduce or PickleOpcode.NewObj:
                object?[] call = PopMany(2);
                Push(Result(call[0], call[1]));
                return true;
            case PickleOpcode.NewObjEx:
                object?[] keyed = PopMany(3);
                Push(New(new PickleRecord(keyed[0] as PickleGlobal, keyed[1])));
                return true;
            case PickleOpcode.Inst:
                PickleGlobal type = Global(_input.Line(), _input.Line());
                Push(Result(type, Tuple(PopToMark())));
                return true;
            case PickleOpcode.Obj:
                object?[] parts = PopToMark();
                Push(parts.Length > 0 ? Result(parts[0], Tuple(parts[1..])) : throw Problem("makes an object of nothing"));
                return true;
            case PickleOpcode.Build:
                object? state = Pop();
                if (Top() is PickleRecord record)
                {
                    record.State = state;
                }

                return true;
            case PickleOpcode.BinPersId:
                Push(New(_host.Persistent(Pop())));
                return true;
            case PickleOpcode.PersId:
                string id = _input.Line();
                _budget.Take(2L * id.Length);
                Push(New(_host.Persistent(id)));
                return true;
            default:
                return false;
        }
    }

    /// <summary>What the host computes for a function of its list; for every other one a record of what would have been called.</summary>
    private object? Result(object? function, object? arguments)
    {
        _budget.Take(2 * PickleBudget.Object);
        return function is PickleGlobal global && arguments is PickleTuple tuple && _host.TryCall(global, tuple.Items, out object? result)
            ? result
            : new PickleRecord(function as PickleGlobal, arguments);
    }

    private PickleGlobal Global(string module, string name)
    {
        _budget.Take((3L * PickleBudget.Object) + (2L * (module.Length + name.Length)));
        return new PickleGlobal(module, name);
    }

    private object Integer(PickleOpcode code)
    {
        switch (code)
        {
            case PickleOpcode.BinInt:
                return (long)(int)_input.UInt32();
            case PickleOpcode.BinInt1:
                return (long)_input.Byte();
            case PickleOpcode.BinInt2:
                return (long)_input.UInt16();
            case PickleOpcode.Long1:
                return Whole(new BigInteger(Bytes(_input.Byte())));
            case PickleOpcode.Long4:
                uint length = _input.UInt32();
                return length <= IntegerLimit
                    ? Whole(new BigInteger(Bytes(length)))
                    : throw Malformed.Limit(_path, "the bytes of a number in its pickle", length, IntegerLimit);
            default:
                string text = _input.Line();
                if (code == PickleOpcode.Int && text is "00" or "01")
                {
                    return text == "01";
                }

                return text.Length <= IntegerLimit
                    && BigInteger.TryParse(
                        text.TrimEnd('L'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger number)
                    ? Whole(number)
                    : throw Problem("holds a number that is none");
        }
    }

    private static object Whole(BigInteger number) => number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;

    private string Text(PickleOpcode code)
    {
        byte[] bytes = Bytes(Length(code));
        _budget.Take(2L * bytes.Length);
        return Encoding.UTF8.GetString(bytes);
    }

    private byte[] Bytes(ulong length)
    {
        byte[] bytes = _input.Bytes(length);
        _budget.Take(PickleBudget.Object + (long)bytes.Length);
        return bytes;
    }

    /// <summary>The length that stands before a text or of bytes.</summary>
    private ulong Length(PickleOpcode code) => code switch
    {
        PickleOpcode.ShortBinString or PickleOpcode.ShortBinUnicode or PickleOpcode.ShortBinBytes => _input.Byte(),
        PickleOpcode.BinUnicode8 or PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8 => _input.UInt64(),
        _ => _input.UInt32(),
    };
}
