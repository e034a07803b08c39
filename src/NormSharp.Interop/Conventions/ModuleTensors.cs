using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Conventions;

/// <summary>The parameters, buffers and counters of a network as tensors of a file.</summary>
internal static class ModuleTensors
{
    /// <summary>All of them, module by module, as PyTorch orders them.</summary>
    public static IReadOnlyList<NamedTensor> Of(Module module)
    {
        Dictionary<string, NamedTensor> tensors = module.NamedParameters().Select(entry => Tensor(entry.Name, entry.Parameter))
            .Concat(module.NamedBuffers().Select(entry => Tensor(entry.Name, entry.Buffer)))
            .Concat(module.NamedCounters().Select(entry => NamedTensor.Of(entry.Name, [], (ReadOnlySpan<long>)[entry.Counter.Value])))
            .ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        return [.. StateSlot.Of(module).Select(slot => tensors[slot.Name])];
    }

    private static NamedTensor Tensor(string name, Tensor tensor)
        => NamedTensor.Of(name, [.. tensor.Shape.Select(extent => (long)extent)], (ReadOnlySpan<float>)tensor.ToArray());
}
