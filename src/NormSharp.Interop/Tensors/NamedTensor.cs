using System.Collections.ObjectModel;
using System.Runtime.InteropServices;
using NormSharp.Interop.Files;
using NormSharp.Interop.Tensors;

namespace NormSharp.Interop;

/// <summary>
/// A tensor of someone else's file: its name, type and shape are known, its numbers are read from the file when they are wanted, each
/// time anew.
/// </summary>
public sealed class NamedTensor
{
    private readonly TensorContent _content;

    internal NamedTensor(string name, ElementType elementType, ReadOnlySpan<long> shape, TensorContent content)
    {
        Name = name;
        SourceName = name;
        ElementType = elementType;
        Shape = new ReadOnlyCollection<long>(shape.ToArray());
        Count = TensorShape.Count(shape);
        _content = content;
    }

    /// <summary>Its name, without what the file puts before every name (<c>module.</c>).</summary>
    public string Name { get; internal init; }

    /// <summary>Its name as it stands in the file.</summary>
    public string SourceName { get; internal init; }

    /// <summary>What its numbers are.</summary>
    internal ElementType ElementType { get; }

    /// <summary>Its extents, outermost first; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>How many numbers it holds: the product of the extents, 1 for a scalar.</summary>
    public long Count { get; }

    /// <summary>How many bytes its numbers take.</summary>
    public long ByteLength => Count * ElementTypes.SizeOf(ElementType);

    internal TensorContent Content => _content;

    /// <summary>A tensor in memory.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its extents, outermost first.</param>
    /// <param name="values">Its numbers in row-major order; they are copied.</param>
    /// <exception cref="ArgumentException">There are not as many numbers as the shape holds.</exception>
    public static NamedTensor Of(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values)
        => InMemory(name, ElementType.Float32, shape, values);

    /// <inheritdoc cref="Of(string, ReadOnlySpan{long}, ReadOnlySpan{float})"/>
    public static NamedTensor Of(string name, ReadOnlySpan<long> shape, ReadOnlySpan<double> values)
        => InMemory(name, ElementType.Float64, shape, values);

    /// <inheritdoc cref="Of(string, ReadOnlySpan{long}, ReadOnlySpan{float})"/>
    public static NamedTensor Of(string name, ReadOnlySpan<long> shape, ReadOnlySpan<long> values)
        => InMemory(name, ElementType.Int64, shape, values);

    /// <summary>Its numbers as float32; wider types are rounded to nearest.</summary>
    /// <exception cref="NormSharpException">Its elements are no real numbers, or more than an array holds; or the file cannot be
    /// read.</exception>
    public float[] ReadSingle()
    {
        float[] values = new float[ArrayLength()];
        ReadSingle(values);
        return values;
    }

    /// <summary>Its numbers as float32, into memory of exactly their count.</summary>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <inheritdoc cref="ReadSingle()" path="/exception"/>
    public void ReadSingle(Span<float> destination) => Read(ElementType.Float32, destination);

    /// <summary>Its numbers as float64.</summary>
    /// <inheritdoc cref="ReadSingle()" path="/exception"/>
    public double[] ReadDouble()
    {
        double[] values = new double[ArrayLength()];
        Read<double>(ElementType.Float64, values);
        return values;
    }

    /// <summary>Its numbers as 64-bit whole numbers; for tensors of whole numbers and truth values only.</summary>
    /// <inheritdoc cref="ReadSingle()" path="/exception"/>
    public long[] ReadInt64()
    {
        if (!ElementTypes.IsInteger(ElementType))
        {
            throw Unfit("expected whole numbers");
        }

        long[] values = new long[ArrayLength()];
        Read<long>(ElementType.Int64, values);
        return values;
    }

    /// <summary>Its elements as bytes, row-major, each element little-endian.</summary>
    /// <inheritdoc cref="ReadSingle()" path="/exception"/>
    public byte[] ReadBytes()
    {
        byte[] bytes = new byte[ArrayLength(ElementTypes.SizeOf(ElementType))];
        _content.Read(bytes);
        return bytes;
    }

    /// <summary>Type and shape for messages: <c>float32[6, 1, 5, 5]</c>.</summary>
    public override string ToString() => ElementTypes.Name(ElementType) + TensorShape.Text(Shape);

    /// <summary>The same numbers under another name.</summary>
    internal NamedTensor Renamed(string name) => new(name, ElementType, Shape.ToArray(), _content) { SourceName = SourceName };

    private static NamedTensor InMemory<T>(string name, ElementType type, ReadOnlySpan<long> shape, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (TensorShape.Count(shape) != values.Length)
        {
            throw new ArgumentException(
                $"a tensor {TensorShape.Text(shape.ToArray())} cannot hold {values.Length} numbers", nameof(values));
        }

        byte[] bytes = MemoryMarshal.AsBytes(values).ToArray();
        ElementOrder.Swap(type, bytes);
        return new NamedTensor(name, type, shape, new MemoryContent(bytes));
    }

    private void Read<T>(ElementType target, Span<T> destination)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        if (destination.Length != Count)
        {
            throw new ArgumentException(
                $"tensor '{Printable.Name(Name)}' holds {Count} numbers, the span {destination.Length}", nameof(destination));
        }

        if (ElementType == target)
        {
            Span<byte> bytes = MemoryMarshal.AsBytes(destination);
            _content.Read(bytes);
            ElementOrder.Swap(target, bytes);
            return;
        }

        if (!ElementConversion.IsReal(ElementType))
        {
            throw Unfit("expected real numbers");
        }

        ElementConversion.Decode(ElementType, ReadBytes(), destination);
    }

    private int ArrayLength(int elementSize = 1)
        => Count <= Array.MaxLength / Math.Max(1, elementSize) ? (int)(Count * elementSize) : throw Unfit("too large for one array");

    private NormSharpException Unfit(string problem)
    {
        string text = $"tensor '{Printable.Name(Name)}' is {this}: {problem}";
        return _content.Path.Length == 0 ? new NormSharpException(text) : Malformed.In(_content.Path, text);
    }
}
