using NormSharp.Interop.Files;
using NormSharp.Interop.Tensors;

namespace NormSharp.Interop.Keras;

/// <summary>
/// The numbers of a Keras file as a network of PyTorch's conventions has them: γ is <c>weight</c>, a kernel [height, width, in, out] is a
/// weight [out, in, height, width], one of a Dense layer [in, out] is [out, in].
/// </summary>
internal sealed class KerasState : StateFile
{
    private const string Numbered = "vars";

    private readonly KerasFile _file;

    /// <summary>The same file; its own <see cref="StateFile.Dispose()"/> closes it.</summary>
    public KerasState(KerasFile file)
        : base(file.Source)
    {
        _file = file;
        Tensors = [.. file.Tensors.Select(Turned)];
    }

    public override string Format => _file.Format;

    public override IReadOnlyList<NamedTensor> Tensors { get; }

    public override IReadOnlyDictionary<string, string> Metadata => _file.Metadata;

    public override IReadOnlyList<string> Notes => _file.Notes;

    private protected override void Edit(NamedTensor place, byte[] bytes, FileEdits edits)
        => throw Malformed.In(Path, "is a Keras file, whose numbers are not changed in place");

    private static NamedTensor Turned(NamedTensor tensor)
    {
        string[] path = tensor.Name.Split('/');
        bool isNumbered = path is [.., Numbered, _] && path.Length > 2;
        string owner = path.Length == 1 ? "layer" : isNumbered ? path[^3] : path[^2];
        string role = isNumbered ? Role(owner, path[^1]) : path[^1].Split(':')[0];
        return role switch
        {
            "gamma" => Named(tensor, owner, "weight"),
            "beta" => Named(tensor, owner, "bias"),
            "moving_mean" => Named(tensor, owner, "running_mean"),
            "moving_variance" => Named(tensor, owner, "running_var"),
            "depthwise_kernel" => Kernel(tensor, owner, isDepthwise: true),
            "kernel" or "pointwise_kernel" => Kernel(tensor, owner, isDepthwise: false),
            _ => Named(tensor, owner, role),
        };
    }

    /// <summary>Keras 3 numbers the arrays of a layer in its order.</summary>
    private static string Role(string owner, string number)
    {
        string[] roles = owner.StartsWith("batch_normalization", StringComparison.Ordinal)
            ? ["gamma", "beta", "moving_mean", "moving_variance"]
            : owner.StartsWith("depthwise", StringComparison.Ordinal) ? ["depthwise_kernel", "bias"]
            : owner.StartsWith("separable", StringComparison.Ordinal) ? ["depthwise_kernel", "pointwise_kernel", "bias"]
            : ["kernel", "bias"];
        return int.TryParse(number, out int place) && place >= 0 && place < roles.Length ? roles[place] : number;
    }

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
