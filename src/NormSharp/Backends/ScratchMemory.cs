using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Temporary tensors of one operation, given back together.</summary>
internal sealed class ScratchMemory(Backend backend) : TensorOwner, IDisposable
{
    private readonly List<Storage> _lent = [];
    private bool _disposed;

    public override bool IsAlive => !_disposed;

    protected override string Kind => "scratch memory";

    public Tensor Rent(Shape shape) => Rent(shape, backend.ElementType);

    public Tensor Rent(Shape shape, ElementType type)
    {
        Storage storage = backend.Rent(shape.ElementCount, type);
        _lent.Add(storage);
        return new Tensor(storage, shape, this);
    }

    public void Dispose()
    {
        _disposed = true;
        foreach (Storage storage in _lent)
        {
            backend.Return(storage);
        }

        _lent.Clear();
    }
}
