using System.Globalization;

namespace NormSharp.Interop.Keras;

/// <summary>An array of a Keras file: whose it is, and what it is there.</summary>
/// <param name="Tensor">The array.</param>
/// <param name="Owner">
/// The layer: its name, after those of the models that it lies in. The first half of a separable convolution counts as a layer of its own.
/// </param>
/// <param name="Role">What it is to the layer, by Keras's names: <c>kernel</c>, <c>gamma</c>.</param>
/// <param name="Order">
/// Which layers the file has in order: those of one class. Empty where it has all in order. Keras 3 numbers the layers of each class
/// (<c>conv2d</c>, <c>conv2d_1</c>, …) and says nothing of how those of two classes follow each other.
/// </param>
internal sealed record KerasArray(NamedTensor Tensor, string Owner, string Role, string Order)
{
    private const string Variables = "vars";
    private const string HalfSuffix = "_depthwise";

    private static readonly string[] Containers = ["layers", "_layer_checkpoint_dependencies"];

    /// <summary>All arrays of a file; numbered ones by their numbers, which a file lists by their letters.</summary>
    public static List<KerasArray> InOrder(IReadOnlyList<NamedTensor> tensors)
    {
        List<NamedTensor> numbered = [.. tensors.Where(IsNumbered)];
        if (numbered.Count == 0)
        {
            return [.. tensors.Select(ByName)];
        }

        return [
            .. numbered.GroupBy(LayerOf, StringComparer.Ordinal)
                .GroupBy(layer => Split(layer.Key).Name, StringComparer.Ordinal)
                .SelectMany(layers => layers.OrderBy(layer => Split(layer.Key).Number))
                .SelectMany(layer => Layer(layer.Key, [.. layer.OrderBy(tensor => Split("_" + LastOf(tensor)).Number)])),
            .. tensors.Where(tensor => !IsNumbered(tensor)).Select(ByName)];
    }

    private static bool IsNumbered(NamedTensor tensor) => tensor.Name.Split('/') is [.., Variables, _] path && path.Length > 2;

    private static string LayerOf(NamedTensor tensor) => string.Join(
        '.', tensor.Name.Split('/')[..^2].Where((part, i) => i % 2 == 1 || !Containers.Contains(part)));

    private static string LastOf(NamedTensor tensor) => tensor.Name[(tensor.Name.LastIndexOf('/') + 1)..];

    private static KerasArray ByName(NamedTensor tensor)
    {
        string[] path = tensor.Name.Split('/');
        return new KerasArray(tensor, path.Length == 1 ? "layer" : path[^2], path[^1].Split(':')[0], string.Empty);
    }

    private static IEnumerable<KerasArray> Layer(string name, List<NamedTensor> arrays)
    {
        string[] roles = Roles(name[(name.LastIndexOf('.') + 1)..], arrays);
        for (int i = 0; i < arrays.Count; i++)
        {
            string role = i < roles.Length ? roles[i] : LastOf(arrays[i]);
            bool isHalf = role == "depthwise_kernel" && roles.Contains("pointwise_kernel");
            yield return new KerasArray(arrays[i], isHalf ? name + HalfSuffix : name, role, Split(name).Name);
        }
    }

    /// <summary>What the arrays of a layer are, by its class and by how many it has.</summary>
    private static string[] Roles(string name, List<NamedTensor> arrays)
    {
        bool areRows = arrays.TrueForAll(array => array.Shape.Count == 1);
        return (name, arrays.Count) switch
        {
            (_, 4) when areRows => ["gamma", "beta", "moving_mean", "moving_variance"],

            // Of three it is the scale that is missing in published networks.
            (_, 3) when areRows => ["beta", "moving_mean", "moving_variance"],
            (_, 2) when areRows && name.StartsWith("batch_normalization", StringComparison.Ordinal) => ["moving_mean", "moving_variance"],
            (_, 2) when areRows => ["gamma", "beta"],
            (_, >= 2) when arrays[0].Shape.Count > 2 && arrays[1].Shape.Count == arrays[0].Shape.Count
                => ["depthwise_kernel", "pointwise_kernel", "bias"],
            _ when name.StartsWith("depthwise", StringComparison.Ordinal) => ["depthwise_kernel", "bias"],
            _ => ["kernel", "bias"],
        };
    }

    /// <summary>conv2d_12 is (conv2d, 12), and conv2d is (conv2d, 0).</summary>
    private static (string Name, int Number) Split(string name)
    {
        int mark = name.LastIndexOf('_');
        return mark >= 0 && int.TryParse(name.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? (name[..mark], number)
            : (name, 0);
    }
}
