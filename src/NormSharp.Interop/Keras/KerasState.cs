using NormSharp.Interop.Conventions;
using NormSharp.Interop.Files;
using NormSharp.Interop.Tensors;

namespace NormSharp.Interop.Keras;

/// <summary>
/// The numbers of a Keras file as a network of PyTorch's conventions has them: γ is <c>weight</c>, a kernel [height, width, in, out] is a
/// weight [out, in, height, width], one of a Dense layer [in, out] is [out, in].
/// </summary>
internal sealed class KerasState : StateFile
{
    private readonly KerasFile _file;
    private readonly Dictionary<string, string> _orders;

    /// <summary>The same file; its own <see cref="StateFile.Dispose()"/> closes it.</summary>
    public KerasState(KerasFile file)
        : base(file.Source)
    {
        _file = file;
        List<KerasArray> arrays = KerasArray.InOrder(file.Tensors);
        Tensors = [.. arrays.Select(Turned)];
        _orders = arrays.Zip(Tensors).GroupBy(pair => StateSlot.Owner(pair.Second.Name), StringComparer.Ordinal).ToDictionary(
            group => group.Key, group => group.First().First.Order, StringComparer.Ordinal);
    }

    public override string Format => _file.Format;

    public override IReadOnlyList<NamedTensor> Tensors { get; }

    public override IReadOnlyDictionary<string, string> Metadata => _file.Metadata;

    public override IReadOnlyList<string> Notes => _file.Notes;

    internal override string OrderOf(string layer) => _orders.GetValueOrDefault(layer, string.Empty);

    private protected override void Edit(NamedTensor place, byte[] bytes, FileEdits edits)
        => throw Malformed.In(Path, "is a Keras file, whose numbers are not changed in place");

    private static NamedTensor Turned(KerasArray array) => array.Role switch
    {
        "gamma" => Named(array.Tensor, array.Owner, "weight"),
        "beta" => Named(array.Tensor, array.Owner, "bias"),
        "moving_mean" => Named(array.Tensor, array.Owner, "running_mean"),
        "moving_variance" => Named(array.Tensor, array.Owner, "running_var"),
        "depthwise_kernel" => Kernel(array.Tensor, array.Owner, isDepthwise: true),
        "kernel" or "pointwise_kernel" => Kernel(array.Tensor, array.Owner, isDepthwise: false),
        _ => Named(array.Tensor, array.Owner, array.Role),
    };

    private static NamedTensor Named(NamedTensor tensor, string owner, string role)
        => tensor.Renamed($"{owner}.{role}");

    private static NamedTensor Kernel(NamedTensor tensor, string owner, bool isDepthwise)
    {
        if (!ElementConversion.IsReal(tensor.ElementType) || tensor.Shape.Count < 2)
        {
            return Named(tensor, owner, "weight");
        }

        // [places…, in, out]: the last two first, and in the other order unless each input has filters of its own.
        int places = tensor.Shape.Count - 2;
        (long inputs, long outputs) = (tensor.Shape[^2], tensor.Shape[^1]);
        float[] numbers = tensor.ReadSingle();
        float[] turned = new float[numbers.Length];
        long window = tensor.Count / Math.Max(1, inputs * outputs);
        for (long i = 0; i < numbers.Length; i++)
        {
            (long place, long rest) = Math.DivRem(i, inputs * outputs);
            (long from, long to) = Math.DivRem(rest, outputs);
            turned[((isDepthwise ? (from * outputs) + to : (to * inputs) + from) * window) + place] = numbers[i];
        }

        long[] shape = isDepthwise
            ? [inputs * outputs, 1, .. tensor.Shape.Take(places)]
            : [outputs, inputs, .. tensor.Shape.Take(places)];
        NamedTensor weight = NamedTensor.Of($"{owner}.weight", shape, turned);
        return new NamedTensor(weight.Name, weight.ElementType, shape, weight.Content) { SourceName = tensor.SourceName };
    }
}
