using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers;

/// <summary>Notes which layers ran by themselves.</summary>
internal sealed class PathObserver : IForwardObserver
{
    /// <summary>Their paths.</summary>
    public HashSet<string> Seen { get; } = [];

    public void OnForward(Module module, Tensor x, Tensor y) => Seen.Add(module.Path);
}
