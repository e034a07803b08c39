using Google.Protobuf;
using NormSharp.Interop.Files;

namespace NormSharp.Interop.Onnx.Schema;

/// <summary>
/// A file without the numbers of its tensors, and the places where these lie. The outline is small and is what the protobuf library
/// parses; the numbers are read when they are wanted, straight to where they go, and can be changed in place.
/// </summary>
internal sealed class OnnxOutline
{
    private const int DepthLimit = 40;
    private const uint PayloadTag = 60000 << 3;

    // What an object of the protobuf library takes at most, empty: an attribute has a list for each kind of value.
    private const long MessageCost = 512;

    // A byte of packed whole numbers becomes a number of eight, in a list that grows by doubling.
    private const long ByteCost = 24;
    private const long Allowance = 96L << 20;

    private readonly WireInput _input;
    private readonly List<TensorPayload> _payloads = [];
    private long _budget;

    private OnnxOutline(SourceFile file)
    {
        _input = new WireInput(file);
        _budget = Allowance + file.Length;
    }

    public IReadOnlyList<TensorPayload> Payloads => _payloads;

    /// <summary>Reads a file as one message.</summary>
    /// <param name="file">The file.</param>
    /// <param name="kind">Which message it is.</param>
    /// <param name="parser">Parses such messages.</param>
    /// <exception cref="Serialization.ModelFormatException">It is no such message, or larger than a model's.</exception>
    public static (T Message, OnnxOutline Outline) Read<T>(SourceFile file, MessageKind kind, MessageParser<T> parser)
        where T : IMessage<T>
    {
        var outline = new OnnxOutline(file);
        byte[] bytes = outline.Strip(kind, file.Length, 0);
        try
        {
            return (parser.ParseFrom(bytes), outline);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw Malformed.In(file.Path, $"is no ONNX file or damaged ({ErrorLine.Of(error)})", error);
        }
    }

    private byte[] Strip(MessageKind kind, long end, int depth)
    {
        if (depth > DepthLimit)
        {
            throw Malformed.In(_input.Path, "its graphs lie in each other deeper than a model's; it is damaged or made to mislead");
        }

        Take(MessageCost);
        using var output = new MemoryStream();
        var payload = new TensorPayload();
        while (_input.Position < end)
        {
            long start = _input.Position;
            (int field, WireType type) = _input.Tag();
            long valueEnd = _input.ValueEnd(type, end);
            if (kind.Message(field) is { } message)
            {
                if (type != WireType.Bytes)
                {
                    throw Malformed.In(_input.Path, $"holds a number at byte {start}, where a message is expected; it is damaged");
                }

                byte[] inner = Strip(message, valueEnd, depth + 1);
                Number(output, ((uint)field << 3) | (uint)WireType.Bytes);
                Number(output, (ulong)inner.Length);
                output.Write(inner);
            }
            else if (kind.IsTensor && TensorPayload.IsPayload(field))
            {
                Take(64);
                payload.Add(field, _input.Position, valueEnd - _input.Position);
            }
            else if (kind.Keeps(field))
            {
                Take(64 + (ByteCost * (valueEnd - start)));
                _input.Copy(start, valueEnd - start, output);
            }

            _input.Position = valueEnd;
        }

        if (kind.IsTensor)
        {
            Number(output, PayloadTag);
            Number(output, (ulong)_payloads.Count);
            _payloads.Add(payload);
        }

        return output.ToArray();
    }

    private static void Number(Stream output, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            output.WriteByte((byte)(value | 0x80));
        }

        output.WriteByte((byte)value);
    }

    private void Take(long cost)
    {
        _budget -= cost;
        if (_budget < 0)
        {
            throw Malformed.In(_input.Path, "describes more nodes and values than a model has; it is damaged or made to mislead");
        }
    }
}
