using System.Numerics;
using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Training.Tests.Backends;

/// <summary>
/// A device as seen from outside the library: its memory is no host's, and it counts what is read back. Each primitive is the reference's,
/// over copies, so that results are the reference's bit for bit; fused operations are the composed defaults.
/// </summary>
internal sealed class DeviceBackend : Backend
{
    private readonly ReferenceBackend _reference = new();

    /// <summary>How often the host has waited for numbers.</summary>
    public int ReadBacks { get; private set; }

    public override string Name => "device for tests";

    internal override ElementType ElementType => ElementType.Float64;

    internal override bool Takes(Storage storage) => storage is DeviceStorage own && own.Device == this;

    internal override Storage Rent(int length, ElementType type) => Allocate(length, type);

    internal override void Return(Storage storage)
    {
    }

    internal override Storage Allocate(int length, ElementType type) => new DeviceStorage(this, length, type);

    public override void Read<T>(Tensor source, Span<T> destination) => ((DeviceStorage)source.Storage).Read(source, destination);

    public override void Write<T>(ReadOnlySpan<T> source, Tensor destination)
        => ((DeviceStorage)destination.Storage).Write(source, destination);

    public override void Fill(Tensor result, double value) => Run([result], host => _reference.Fill(host[0], value));

    public override void Copy(Tensor source, Tensor destination)
        => Run([destination, source], host => _reference.Copy(host[1], host[0]));

    public override void Accumulate(Tensor source, Tensor destination, double scale = 1)
        => Run([destination, source], host => _reference.Accumulate(host[1], host[0], scale));

    internal override void Unary(UnaryOperation operation, Tensor x, Tensor y)
        => Run([y, x], host => _reference.Unary(operation, host[1], host[0]));

    internal override void UnaryGradient(UnaryOperation operation, Tensor x, Tensor y, Tensor dy, Tensor dx)
        => Run([dx, x, y, dy], host => _reference.UnaryGradient(operation, host[1], host[2], host[3], host[0]));

    public override void Activate(Activation activation, Tensor x, Tensor y)
        => Run([y, x], host => _reference.Activate(activation, host[1], host[0]));

    public override void ActivationGradient(Activation activation, Tensor x, Tensor y, Tensor dy, Tensor dx)
        => Run([dx, x, y, dy], host => _reference.ActivationGradient(activation, host[1], host[2], host[3], host[0]));

    public override void Affine(double scale, double shift, Tensor x, Tensor y)
        => Run([y, x], host => _reference.Affine(scale, shift, host[1], host[0]));

    internal override void Binary(BinaryOperation operation, Tensor a, Tensor b, Tensor y)
        => Run([y, a, b], host => _reference.Binary(operation, host[1], host[2], host[0]));

    public override void Select(Tensor mask, Tensor a, Tensor b, Tensor y)
        => Run([y, mask, a, b], host => _reference.Select(host[1], host[2], host[3], host[0]));

    internal override void Sum(Reduction extent, Tensor x, Tensor y) => Run([y, x], host => _reference.Sum(extent, host[1], host[0]));

    internal override void Max(Reduction extent, Tensor x, Tensor y, Tensor? indices)
    {
        if (indices is null)
        {
            Run([y, x], host => _reference.Max(extent, host[1], host[0], null));
            return;
        }

        // Run keeps the first result only: once for the maxima, once for their places.
        Run([y, x], host => _reference.Max(extent, host[1], host[0], null));
        Run([indices, x, y], host => _reference.Max(extent, host[1], host[2], host[0]));
    }

    public override void MatMul(Tensor a, Tensor b, Tensor c, bool accumulate = false)
        => Run([c, a, b], host => _reference.MatMul(host[1], host[2], host[0], accumulate));

    public override void Dropout(ulong seed, ulong stream, double probability, Tensor x, Tensor y, Tensor mask)
    {
        Run([mask, x, y], host => _reference.Dropout(seed, stream, probability, host[1], host[2], host[0]));
        Binary(BinaryOperation.Multiply, x, mask, y);
    }

    public override void AllFinite(Tensor x, Tensor result) => Run([result, x], host => _reference.AllFinite(host[1], host[0]));

    public void CountReadBack() => ReadBacks++;

    /// <summary>Lets the reference compute on copies of tensors and keeps the first, which is the result.</summary>
    private void Run(Tensor[] tensors, Action<Tensor[]> operation)
    {
        using var tape = new Tape(_reference, gradients: false);
        Tensor[] host = Array.ConvertAll(tensors, tensor =>
        {
            Tensor copy = tape.Rent(tensor.Shape, tensor.ElementType);
            _reference.Write<double>(DeviceStorage.Load(tensor), copy);
            return copy;
        });
        operation(host);
        var result = new double[host[0].Length];
        _reference.Read<double>(host[0], result);
        DeviceStorage.Store(result, tensors[0]);
    }
}
