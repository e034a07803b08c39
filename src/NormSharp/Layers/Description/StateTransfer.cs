using NormSharp.Autograd;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Takes over what two networks have in common.</summary>
internal static class StateTransfer
{
    /// <summary>Copies parameters (with what is frozen of them), buffers and counters that have the same name and shape in both.</summary>
    public static void Copy(Module from, Module to)
    {
        Dictionary<string, Parameter> parameters = to.NamedParameters().ToDictionary(entry => entry.Name, entry => entry.Parameter);
        foreach ((string name, Parameter source) in from.NamedParameters())
        {
            if (parameters.TryGetValue(name, out Parameter? target) && target.Shape == source.Shape)
            {
                source.CopyTo(target.AsSpan());
                target.IsFrozen = source.IsFrozen;
            }
        }

        Dictionary<string, Tensor> buffers = to.NamedBuffers().ToDictionary(entry => entry.Name, entry => entry.Buffer);
        foreach ((string name, Tensor source) in from.NamedBuffers())
        {
            if (buffers.TryGetValue(name, out Tensor? target) && target.Shape == source.Shape)
            {
                source.CopyTo(target.AsSpan());
            }
        }

        Dictionary<string, Counter> counters = to.NamedCounters().ToDictionary(entry => entry.Name, entry => entry.Counter);
        foreach ((string name, Counter source) in from.NamedCounters())
        {
            if (counters.TryGetValue(name, out Counter? target))
            {
                target.Value = source.Value;
            }
        }
    }
}
