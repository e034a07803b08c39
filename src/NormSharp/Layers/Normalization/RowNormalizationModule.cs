using System.Text.Json.Nodes;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>What <see cref="LayerNorm"/> and <see cref="RmsNorm"/> share: the trailing dimensions, and γ and β of their shape.</summary>
public abstract class RowNormalizationModule : NormalizationModule
{
    private protected RowNormalizationModule(Shape normalizedShape)
    {
        if (normalizedShape.Rank == 0 || normalizedShape.Contains(0))
        {
            throw new ArgumentException(
                $"{TypeName}: the normalized shape is {normalizedShape}; it needs at least one dimension, and none of extent 0",
                nameof(normalizedShape));
        }

        NormalizedShape = normalizedShape;
    }

    /// <summary>The extents of the trailing dimensions that statistics are taken over.</summary>
    public Shape NormalizedShape { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{TypeName}({string.Join("×", NormalizedShape)})";

    private protected static Shape ShapeFrom(LayerSettings settings) => Shape.Create([.. settings.Ints("normalized_shape")]);

    /// <summary>Adds γ = 1 and β = 0 of the normalized shape, where they are asked for.</summary>
    private protected void AddAffine(bool affine, bool bias)
    {
        Gamma = affine ? AddParameter("weight", NormalizedShape, Initializer.Ones) : null;
        Beta = affine && bias ? AddParameter("bias", NormalizedShape, Initializer.Zeros) : null;
    }

    private protected JsonObject DescribeRows(double epsilon, bool affine, bool bias) => new()
    {
        ["normalized_shape"] = new JsonArray([.. NormalizedShape.Select(extent => (JsonNode)extent)]),
        ["epsilon"] = epsilon,
        ["affine"] = affine,
        ["bias"] = bias,
    };

    /// <summary>The numbers of γ and β.</summary>
    private protected static StateSize StateOf(LayerSettings settings)
    {
        int copies = (settings.Bool("affine") ? 1 : 0) + (settings.Bool("affine") && settings.Bool("bias") ? 1 : 0);
        return new StateSize(StateSize.Product([copies, .. settings.Ints("normalized_shape").Select(extent => (long)extent)]));
    }

    /// <summary>The shape, which must end in the normalized one.</summary>
    private protected static Shape WithTrailing(Shape x, Shape normalized)
    {
        if (x.Rank < normalized.Rank)
        {
            throw new ArgumentException($"the input must end in the dimensions {normalized}; it has {x.Rank} dimensions");
        }

        for (int d = 0; d < normalized.Rank; d++)
        {
            int dimension = x.Rank - normalized.Rank + d;
            if (x[dimension] != normalized[d])
            {
                throw new ArgumentException(
                    $"dimension {dimension} has extent {x[dimension]}, and the layer normalizes over {normalized}, where it is "
                        + $"{normalized[d]}");
            }
        }

        return x;
    }
}
