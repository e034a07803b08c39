using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>The same numbers in another shape.</summary>
/// <param name="extents">
/// The new extents; <see cref="Rest"/> for one that is worked out, <see cref="Kept"/> for the input's extent in the same place.
/// </param>
internal sealed class Reshape(IReadOnlyList<int> extents) : Module
{
    /// <summary>The extent that is worked out from the number of elements.</summary>
    public const int Rest = -1;

    /// <summary>The input's extent in the same place, as of a batch.</summary>
    public const int Kept = -2;

    internal static LayerDefinition<Reshape> Definition { get; } = new()
    {
        Type = nameof(Reshape),
        Make = settings => new Reshape(settings.Ints("extents")),
        Describe = (layer, _) => new JsonObject { ["extents"] = new JsonArray([.. layer.Extents.Select(extent => (JsonNode)extent)]) },
        State = _ => StateSize.None,
        Output = (settings, inputs) => OutputOf(inputs[0], settings.Ints("extents")),
        IsView = true,
    };

    /// <summary>The new extents.</summary>
    public IReadOnlyList<int> Extents { get; } = extents;

    /// <inheritdoc/>
    public override string ToString()
        => $"Reshape([{string.Join(", ", Extents.Select(extent => extent is Rest or Kept ? "?" : $"{extent}"))}])";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.Reshape(OutputOf(x.Shape, Extents).AsSpan());

    /// <summary>The extents for an input.</summary>
    /// <exception cref="ArgumentException">The number of elements differs, or two extents are to be worked out.</exception>
    internal static Shape OutputOf(Shape x, IReadOnlyList<int> extents)
    {
        int[] result = [.. extents.Select((extent, i) => extent != Kept ? extent
            : i < x.Rank ? x[i] : throw new ArgumentException($"extent {i} of {x} is kept, and there is none"))];
        int rest = Array.IndexOf(result, Rest);
        long known = 1;
        foreach (int extent in result)
        {
            known = extent == Rest ? known : checked(known * extent);
        }

        if (rest >= 0 && known > 0 && x.ElementCount % known == 0)
        {
            result[rest] = (int)(x.ElementCount / known);
            known = x.ElementCount;
        }

        return result.All(extent => extent >= 0) && known == x.ElementCount
            ? Shape.Create(result)
            : throw new ArgumentException($"{x}, {x.ElementCount} numbers, cannot be seen as [{string.Join(", ", extents)}]");
    }
}
