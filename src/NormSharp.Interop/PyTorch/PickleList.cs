namespace NormSharp.Interop.PyTorch;

/// <summary>A Python list or set.</summary>
internal sealed class PickleList
{
    private List<object?>? _items;

    public IReadOnlyList<object?> Items => _items ?? (IReadOnlyList<object?>)[];

    public void Add(object? item) => (_items ??= []).Add(item);
}
