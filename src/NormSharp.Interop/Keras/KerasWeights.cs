using System.Globalization;
using System.Text.RegularExpressions;

namespace NormSharp.Interop.Keras;

/// <summary>Gives the layers of a model their arrays, which files of different versions name in different ways.</summary>
internal static partial class KerasWeights
{
    private const string Numbered = "vars";

    private static readonly string[] Containers = ["layers", "_layer_checkpoint_dependencies"];

    /// <summary>The model with the arrays of each layer in Keras's order.</summary>
    public static KerasModel Assign(KerasModel model, IReadOnlyList<NamedTensor> tensors)
    {
        List<Entry> entries = [.. tensors.Select(tensor => new Entry(tensor.Name.Split('/'), tensor))];
        bool isNumbered = entries.Exists(entry => entry.Path is [.., Numbered, _] && Containers.Contains(entry.Path[0]));
        return isNumbered ? ByClass(model, entries, 0) : ByName(model, entries.ToLookup(entry => entry.Path[0], StringComparer.Ordinal));
    }

    /// <summary>HDF5 files of all versions: arrays stand below the layer's name, those of a model inside below its own.</summary>
    private static KerasModel ByName(KerasModel model, ILookup<string, Entry> byLayer) => model with
    {
        Layers = [
            .. model.Layers.Select(layer => layer with
            {
                Weights = [.. byLayer[layer.Name].Select(entry => entry.Tensor)],
                Inner = layer.Inner is null ? null : Inside(layer.Inner, [.. byLayer[layer.Name]]),
            })],
    };

    /// <summary>In a model inside, the name before the array's own says the layer: <c>vgg16/block1_conv1/kernel:0</c>.</summary>
    private static KerasModel Inside(KerasModel model, IReadOnlyList<Entry> entries)
    {
        ILookup<string, Entry> byLayer = entries.Where(entry => entry.Path.Length > 1).ToLookup(
            entry => entry.Path[^2], StringComparer.Ordinal);
        return model with
        {
            Layers = [
                .. model.Layers.Select(layer => layer with
                {
                    Weights = [.. byLayer[layer.Name].Select(entry => entry.Tensor)],
                    Inner = layer.Inner is null ? null : Inside(layer.Inner, entries),
                })],
        };
    }

    /// <summary>
    /// Keras 3: arrays stand under <c>layers/conv2d_1/vars/0</c>, where the name is that of the class with a number, in the order of the
    /// layers; some versions write the layer's own name.
    /// </summary>
    private static KerasModel ByClass(KerasModel model, IReadOnlyList<Entry> entries, int depth)
    {
        ILookup<string, Entry> groups = entries.Where(entry => entry.Path.Length > depth + 2 && Containers.Contains(entry.Path[depth]))
            .ToLookup(entry => entry.Path[depth + 1], StringComparer.Ordinal);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        List<string> names = [];
        foreach (KerasLayer layer in model.Layers)
        {
            string name = ToSnakeCase(layer.ClassName);
            int count = counts[name] = counts.GetValueOrDefault(name, -1) + 1;
            names.Add(count == 0 ? name : $"{name}_{count.ToString(CultureInfo.InvariantCulture)}");
        }

        bool isByClass = groups.All(group => names.Contains(group.Key));
        return model with
        {
            Layers = [
                .. model.Layers.Select((layer, i) =>
                {
                    List<Entry> own = [.. groups[isByClass ? names[i] : layer.Name]];
                    return layer with
                    {
                        Weights = [
                            .. own.Where(entry => entry.Path.Length == depth + 4 && entry.Path[^2] == Numbered)
                                .OrderBy(entry => entry.Number).Select(entry => entry.Tensor)],
                        Inner = layer.Inner is null ? null : ByClass(layer.Inner, own, depth + 2),
                    };
                })],
        };
    }

    /// <summary>As Keras writes the name of a class.</summary>
    private static string ToSnakeCase(string name)
        => Joint().Replace(Word().Replace(NoLetter().Replace(name, string.Empty), "$1_$2"), "$1_$2").ToLowerInvariant();

    [GeneratedRegex(@"\W+")]
    private static partial Regex NoLetter();

    [GeneratedRegex("(.)([A-Z][a-z]+)")]
    private static partial Regex Word();

    [GeneratedRegex("([a-z])([A-Z])")]
    private static partial Regex Joint();

    private sealed record Entry(string[] Path, NamedTensor Tensor)
    {
        public int Number
            => int.TryParse(Path[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : int.MaxValue;
    }
}
