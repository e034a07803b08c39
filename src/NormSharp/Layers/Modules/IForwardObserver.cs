using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Sees what flows through modules; while one watches, nothing is fused.</summary>
internal interface IForwardObserver
{
    /// <summary>Called after a module has computed its output.</summary>
    void OnForward(Module module, Tensor x, Tensor y);

    /// <summary>
    /// Called after a module has computed its output from none or several inputs; shows the first where nothing else is said.
    /// </summary>
    void OnForward(Module module, ReadOnlySpan<Tensor> inputs, Tensor y)
    {
        if (inputs.Length > 0)
        {
            OnForward(module, inputs[0], y);
        }
    }
}
