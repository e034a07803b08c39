using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Sees what flows through modules; while one watches, nothing is fused.</summary>
public interface IForwardObserver
{
    /// <summary>Called after a module has computed its output.</summary>
    void OnForward(Module module, Tensor x, Tensor y);
}
