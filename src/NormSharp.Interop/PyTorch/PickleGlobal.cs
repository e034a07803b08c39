namespace NormSharp.Interop.PyTorch;

/// <summary>The name of a Python class or function. It is a name and nothing else: nothing is imported.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}
