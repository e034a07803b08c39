using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace NormSharp.Tensors;

/// <summary>
/// An n-dimensional array of numbers, or a strided view of one. Arithmetic on tensors is in <c>NormSharp.Ops</c>.
/// </summary>
/// <remarks>
/// Nobody disposes a tensor. A tensor made by an operation on a tape lives until that tape ends; one made by
/// <see cref="From(ReadOnlySpan{float}, Shape)"/> and its like is an ordinary object.
/// </remarks>
public class Tensor
{
    private Storage _storage;
    private int[] _strides;
    private int _round;

    internal Tensor(Storage storage, Shape shape, int[] strides, int offset, TensorOwner? owner)
        => Become(storage, shape, strides, offset, owner);

    internal Tensor(Storage storage, Shape shape, TensorOwner? owner)
        : this(storage, shape, Tensors.Strides.Contiguous(shape), 0, owner)
    {
    }

    /// <summary>The extents, outermost first.</summary>
    public Shape Shape { get; private set; }

    /// <summary>The number of dimensions.</summary>
    public int Rank => Shape.Rank;

    /// <summary>The number of elements.</summary>
    public int Length { get; private set; }

    /// <summary>How many elements apart neighbours along each dimension lie; 0 where a value repeats.</summary>
    public ReadOnlySpan<int> Strides => _strides;

    /// <summary>Where the first element lies in the storage.</summary>
    public int Offset { get; private set; }

    /// <summary>The number format of the elements.</summary>
    internal ElementType ElementType => _storage.ElementType;

    /// <summary>Whether the elements lie without gaps in row-major order.</summary>
    public bool IsContiguous { get; private set; }

    /// <summary>Whether gradients flow to this tensor.</summary>
    public bool RequiresGradient { get; internal set; }

    /// <summary>The tape that this tensor's memory belongs to; null for an ordinary tensor.</summary>
    internal TensorOwner? Owner { get; private set; }

    /// <summary>The memory behind the tensor.</summary>
    /// <exception cref="ObjectDisposedException">The tape it belongs to is gone.</exception>
    internal Storage Storage
    {
        get
        {
            Owner?.ThrowIfGone(Shape, _round);
            return _storage;
        }
    }

    /// <summary>The gradient while a backward pass runs, and after it for leaves.</summary>
    internal Tensor? PendingGradient { get; set; }

    /// <summary>Whether this was computed from a parameter where nothing recorded it: on a tape its gradient would be lost.</summary>
    internal bool IsUntracked { get; set; }

    /// <summary>Whether the gradient by this intermediate result outlives the backward pass.</summary>
    internal bool KeepsGradient { get; set; }

    /// <summary>The gradient by an intermediate result that is kept, summed over backward passes.</summary>
    internal Tensor? KeptGradient { get; set; }

    /// <summary>One element.</summary>
    /// <exception cref="ArgumentException">Not one index for each dimension.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside its dimension.</exception>
    [IndexerName("Element")]
    public float this[params ReadOnlySpan<int> indices]
    {
        get
        {
            if (indices.Length != Rank)
            {
                throw new ArgumentException($"{indices.Length} indices for a tensor of shape {Shape}; give {Rank}");
            }

            int position = Offset;
            for (int d = 0; d < indices.Length; d++)
            {
                if ((uint)indices[d] >= (uint)Shape[d])
                {
                    throw new ArgumentOutOfRangeException(
                        nameof(indices), $"index {indices[d]} of dimension {d} lies outside shape {Shape}");
                }

                position += indices[d] * _strides[d];
            }

            Span<float> value = stackalloc float[1];
            View([], [], position).CopyTo(value);
            return value[0];
        }
    }

    /// <summary>A tensor that holds a copy of the values.</summary>
    /// <exception cref="ArgumentException">The number of values is not the shape's.</exception>
    public static Tensor From(ReadOnlySpan<float> values, Shape shape)
    {
        if (values.Length != shape.ElementCount)
        {
            throw new ArgumentException($"{values.Length} values for shape {shape}, which holds {shape.ElementCount}", nameof(values));
        }

        Tensor tensor = Zeros(shape);
        values.CopyTo(tensor.AsSpan());
        return tensor;
    }

    /// <summary>A tensor over an array, without a copy: what is written to one is seen in the other.</summary>
    /// <exception cref="ArgumentException">The length of the array is not the shape's.</exception>
    public static Tensor Wrap(float[] values, Shape shape)
        => values.Length == shape.ElementCount
            ? new Tensor(new HostStorage<float>(values), shape, owner: null)
            : throw new ArgumentException($"{values.Length} values for shape {shape}, which holds {shape.ElementCount}", nameof(values));

    /// <summary>A tensor of rank 1 that holds a copy of the values.</summary>
    public static Tensor From(params ReadOnlySpan<float> values) => From(values, [values.Length]);

    /// <summary>A scalar.</summary>
    public static Tensor Scalar(float value) => Full([], value);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor Zeros(Shape shape) => new(new HostStorage<float>(shape.ElementCount), shape, owner: null);

    /// <summary>A tensor of ones.</summary>
    public static Tensor Ones(Shape shape) => Full(shape, 1f);

    /// <summary>A tensor whose elements are all the same.</summary>
    public static Tensor Full(Shape shape, float value)
    {
        Tensor tensor = Zeros(shape);
        tensor.AsSpan().Fill(value);
        return tensor;
    }

    /// <summary>The numbers 0, 1, … length − 1.</summary>
    public static Tensor Range(int length)
    {
        Tensor tensor = Zeros([length]);
        Span<float> values = tensor.AsSpan();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = i;
        }

        return tensor;
    }

    /// <summary>A tensor of float64 elements, for gradient checks.</summary>
    public static Tensor FromDoubles(ReadOnlySpan<double> values, Shape shape)
    {
        if (values.Length != shape.ElementCount)
        {
            throw new ArgumentException($"{values.Length} values for shape {shape}, which holds {shape.ElementCount}", nameof(values));
        }

        var storage = new HostStorage<double>(shape.ElementCount);
        values.CopyTo(storage.Span);
        return new Tensor(storage, shape, owner: null);
    }

    /// <summary>The elements of a contiguous float32 tensor, without a copy; writing to the span writes to the tensor.</summary>
    /// <exception cref="InvalidOperationException">The tensor is a view with gaps, or holds float64.</exception>
    /// <exception cref="ObjectDisposedException">The tape it belongs to is gone.</exception>
    public Span<float> AsSpan() => AsSpan<float>();

    /// <summary>The elements as a <see cref="TensorSpan{T}"/> over the same memory, strides and all, without a copy.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds float64.</exception>
    public TensorSpan<float> AsTensorSpan()
    {
        Span<nint> lengths = stackalloc nint[Math.Max(Rank, 1)];
        Span<nint> strides = stackalloc nint[Math.Max(Rank, 1)];
        lengths[0] = 1;
        strides[0] = 0;
        for (int d = 0; d < Rank; d++)
        {
            lengths[d] = Shape[d];

            // TensorSpan wants stride 0 wherever there is nothing to step over.
            strides[d] = Shape[d] <= 1 ? 0 : _strides[d];
        }

        return new TensorSpan<float>(Host<float>()[Offset..], lengths, strides);
    }

    /// <summary>A tensor that holds a copy of the elements of a tensor span of any strides.</summary>
    public static Tensor From(in ReadOnlyTensorSpan<float> values)
    {
        var extents = new int[values.Rank];
        for (int d = 0; d < extents.Length; d++)
        {
            extents[d] = checked((int)values.Lengths[d]);
        }

        Tensor tensor = Zeros(Shape.Create(extents));
        values.FlattenTo(tensor.AsSpan());
        return tensor;
    }

    /// <summary>The value of a tensor of one element.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    public float Item()
    {
        if (Length != 1)
        {
            throw new InvalidOperationException($"a tensor of shape {Shape} has {Length} elements; Item() needs exactly one");
        }

        Span<float> value = stackalloc float[1];
        CopyTo(value);
        return value[0];
    }

    /// <summary>The elements in row-major order, copied.</summary>
    public float[] ToArray()
    {
        var values = new float[Length];
        CopyTo(values);
        return values;
    }

    /// <summary>Copies the elements in row-major order.</summary>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void CopyTo(Span<float> destination)
    {
        if (destination.Length < Length)
        {
            throw new ArgumentException(
                $"the destination holds {destination.Length} values; shape {Shape} has {Length}", nameof(destination));
        }

        if (Storage is IRemoteStorage remote)
        {
            remote.Read(this, destination[..Length]);
        }
        else
        {
            HostCopy.Read(this, destination);
        }
    }

    /// <summary>Takes over values in row-major order, converted to the tensor's number format.</summary>
    /// <exception cref="ArgumentException">The number of values is not the shape's.</exception>
    public void CopyFrom(ReadOnlySpan<float> values)
    {
        if (values.Length != Length)
        {
            throw new ArgumentException($"{values.Length} values for shape {Shape}, which holds {Length}", nameof(values));
        }

        if (Storage is IRemoteStorage remote)
        {
            remote.Write(values, this);
        }
        else
        {
            HostCopy.Write(values, this);
        }
    }

    /// <summary>
    /// A copy that belongs to no tape and has no gradient: an ordinary float32 tensor, also where the tape computes in float64.
    /// </summary>
    public Tensor Detach()
    {
        Tensor copy = Zeros(Shape);
        CopyTo(copy.AsSpan());
        return copy;
    }

    /// <summary>For example <c>Tensor [2, 3] {1, 2, 3, 4, 5, 6}</c>; long tensors are cut.</summary>
    public override string ToString()
    {
        if (Owner is { } owner && !owner.Lends(_round))
        {
            return $"Tensor {Shape} (its tape is gone)";
        }

        const int Shown = 8;
        List<string> values = [.. ToArray().Take(Shown).Select(value => value.ToString("G6"))];
        if (Length > Shown)
        {
            values.Add("…");
        }

        return $"Tensor {Shape} {{{string.Join(", ", values)}}}";
    }

    /// <summary>The elements of a contiguous tensor.</summary>
    internal Span<T> AsSpan<T>()
        where T : unmanaged
    {
        if (!IsContiguous)
        {
            throw new InvalidOperationException($"the tensor of shape {Shape} is a view with gaps; call Contiguous() first");
        }

        return Host<T>().Slice(Offset, Length);
    }

    /// <summary>The whole storage, that <see cref="Offset"/> and <see cref="Strides"/> refer to.</summary>
    internal Span<T> Host<T>()
        where T : unmanaged
        => Storage is HostStorage<T> host
            ? host.Span
            : throw new InvalidOperationException($"the tensor of shape {Shape} holds {ElementType} elements, not {typeof(T).Name}");

    /// <summary>The number at a place of the storage, which is the host's.</summary>
    internal double ValueAt(int position) => ElementType switch
    {
        ElementType.Float32 => Host<float>()[position],
        ElementType.Float64 => Host<double>()[position],
        _ => Host<int>()[position],
    };

    /// <summary>Another view of the same memory.</summary>
    internal Tensor View(Shape shape, int[] strides, int offset) => Over(Storage, shape, strides, offset, Owner);

    /// <summary>The same memory in another shape; only for contiguous tensors.</summary>
    internal Tensor View(Shape shape) => View(shape, Tensors.Strides.Contiguous(shape), Offset);

    /// <summary>The same memory, lent by another owner.</summary>
    internal Tensor WithOwner(TensorOwner? owner) => Over(Storage, Shape, _strides, Offset, owner);

    /// <summary>Takes other memory, which holds a copy of the content already: the object stays.</summary>
    internal void MoveTo(Storage storage)
    {
        _storage = storage;
        _strides = Tensors.Strides.Contiguous(Shape);
        Offset = 0;
        IsContiguous = true;
    }

    /// <summary>Makes this object the tensor of other memory, with nothing left of what it was: how an owner uses objects again.</summary>
    [MemberNotNull(nameof(_storage), nameof(_strides))]
    internal void Become(Storage storage, Shape shape, int[] strides, int offset, TensorOwner? owner)
    {
        _storage = storage;
        _strides = strides;
        _round = owner?.Round ?? 0;
        Shape = shape;
        Offset = offset;
        Owner = owner;
        Length = shape.ElementCount;
        IsContiguous = Tensors.Strides.AreContiguous(shape, strides);
        RequiresGradient = false;
        IsUntracked = false;
        KeepsGradient = false;
        PendingGradient = null;
        KeptGradient = null;
    }

    private static Tensor Over(Storage storage, Shape shape, int[] strides, int offset, TensorOwner? owner)
        => owner is null ? new Tensor(storage, shape, strides, offset, owner) : owner.TensorOver(storage, shape, strides, offset);
}
