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
            throw new ArgumentException($"{TypeName}: the normalized shape is {normalizedShape}; it needs at least one dimension, and none of extent 0", nameof(normalizedShape));
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

    private protected LayerDescription Described(double epsilon, bool affine, bool bias) => new(
        TypeName,
        new JsonObject
        {
            ["normalized_shape"] = new JsonArray([.. NormalizedShape.Select(extent => (JsonNode)extent)]),
            ["epsilon"] = epsilon,
            ["affine"] = affine,
            ["bias"] = bias,
        });

    /// <summary>Throws unless the input ends in the normalized shape.</summary>
    private protected void CheckTrailing(Tensor x)
    {
        int rank = NormalizedShape.Rank;
        if (x.Rank < rank)
        {
            throw new ArgumentException($"the input must end in the dimensions {NormalizedShape}; it has {x.Rank} dimensions");
        }

        for (int d = 0; d < rank; d++)
        {
            int dimension = x.Rank - rank + d;
            if (x.Shape[dimension] != NormalizedShape[d])
            {
                throw new ArgumentException(
                    $"dimension {dimension} has extent {x.Shape[dimension]}, and the layer normalizes over {NormalizedShape}, where it is {NormalizedShape[d]}");
            }
        }
    }
}
