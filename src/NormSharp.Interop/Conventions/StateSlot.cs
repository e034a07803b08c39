using NormSharp.Interop.Files;
using NormSharp.Interop.Tensors;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Conventions;

/// <summary>A place in a network that a tensor of a file can go to: a parameter, a buffer or a counter.</summary>
internal sealed class StateSlot
{
    private readonly Tensor? _tensor;
    private readonly Counter? _counter;
    private readonly bool _isConstant;

    private StateSlot(string name, Tensor? tensor, Counter? counter, bool isConstant = false)
    {
        _isConstant = isConstant;
        Name = name;
        _tensor = tensor;
        _counter = counter;
        Shape = tensor is null ? [] : [.. tensor.Shape.Select(extent => (long)extent)];
    }

    public string Name { get; }

    public long[] Shape { get; }

    /// <summary>
    /// Counters may be missing in a file: PyTorch's before 0.4.1 and many converters do not write them. So may constants of a graph, which
    /// are no state elsewhere.
    /// </summary>
    public bool IsOptional => _counter is not null || _isConstant;

    /// <summary>All places of a network, module by module: its parameters, its buffers, its counters, as PyTorch orders them.</summary>
    public static List<StateSlot> Of(Module module)
    {
        HashSet<string> constants = [.. module.NamedModules().Where(entry => entry.Module is Constant).Select(entry => entry.Name)];
        IEnumerable<StateSlot> all = module.NamedParameters().Select(entry => new StateSlot(entry.Name, entry.Parameter, null))
            .Concat(module.NamedBuffers().Select(
                entry => new StateSlot(entry.Name, entry.Buffer, null, constants.Contains(Owner(entry.Name)))))
            .Concat(module.NamedCounters().Select(entry => new StateSlot(entry.Name, null, entry.Counter)));
        Dictionary<string, int> order = module.NamedModules().Select((entry, i) => (entry.Name, i)).ToDictionary(
            entry => entry.Name, entry => entry.i);
        return [.. all.OrderBy(slot => order.GetValueOrDefault(Owner(slot.Name), int.MaxValue))];
    }

    /// <summary>The name up to the last dot.</summary>
    public static string Owner(string name) => name.LastIndexOf('.') is >= 0 and var dot ? name[..dot] : string.Empty;

    /// <summary>Whether a tensor can go here: real numbers of the same shape; for a counter one whole number of any shape.</summary>
    public bool Fits(NamedTensor source) => _counter is not null
        ? ElementTypes.IsInteger(source.ElementType) && source.Count == 1
        : ElementConversion.IsReal(source.ElementType) && source.Shape.SequenceEqual(Shape);

    public override string ToString() => _counter is not null ? "one whole number" : "real numbers of shape " + TensorShape.Text(Shape);

    /// <summary>Reads the numbers, so that all are there before anything is changed.</summary>
    public Action Prepare(NamedTensor source)
    {
        if (_counter is not null)
        {
            long value = source.ReadInt64()[0];
            return () => _counter.Value = value;
        }

        float[] values = source.ReadSingle();
        return () => values.CopyTo(_tensor!.AsSpan());
    }
}
