using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Models;

/// <summary>
/// Which normalization a model has, and where: what <see cref="ModelOptions.Normalization"/> and <see cref="ModelOptions.BatchNorm"/> say
/// together.
/// </summary>
internal readonly record struct NormalizationChoice(NormalizationKind Kind, BatchNormPlacement Placement)
{
    private const int MostGroups = 8;

    /// <summary>Whether a bias before the normalization is cancelled by it: where each channel's own mean is subtracted.</summary>
    public bool CancelsBias => Kind is NormalizationKind.Batch or NormalizationKind.Instance;

    /// <summary>Reads the options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="silent">The placement where both options are silent.</param>
    /// <exception cref="ArgumentException">No normalization is asked for, and a place for it.</exception>
    public static NormalizationChoice Of(ModelOptions options, BatchNormPlacement silent)
    {
        if (options.Normalization == NormalizationKind.None)
        {
            return options.BatchNorm is null or BatchNormPlacement.None
                ? new NormalizationChoice(NormalizationKind.None, BatchNormPlacement.None)
                : throw new ArgumentException(
                    "no normalization (none) was asked for, and layers that have it; leave one of the two options away");
        }

        BatchNormPlacement everywhere = options.Normalization is null ? silent : BatchNormPlacement.All;
        return new NormalizationChoice(options.Normalization ?? NormalizationKind.Batch, options.BatchNorm ?? everywhere);
    }

    /// <summary>Throws where a model that knows batch normalization only is asked for another.</summary>
    /// <exception cref="ArgumentException">Another was asked for.</exception>
    public static ModelOptions BatchOnly(string model, ModelOptions options) => options.Normalization switch
    {
        null or NormalizationKind.Batch => options,
        NormalizationKind.None => options with { BatchNorm = Of(options, BatchNormPlacement.None).Placement },
        _ => throw new ArgumentException(
            $"{model} has batch normalization (bn) or none; layer, instance and group normalization (ln, in, gn) are for lenet, "
                + "lenet-bn and mlp"),
    };

    /// <summary>Adds the layer after a hidden layer, named by its kind and the hidden layer's number.</summary>
    /// <param name="layers">Where it is added.</param>
    /// <param name="number">The hidden layer's number.</param>
    /// <param name="sample">What the hidden layer gives for one image: [channels, height, width] or [features].</param>
    public void AddTo(List<(string Name, Module Layer)> layers, int number, Shape sample)
    {
        switch (Kind)
        {
            case NormalizationKind.Batch:
                layers.Add(($"bn{number}", new BatchNorm(sample[0])));
                break;
            case NormalizationKind.Layer:
                layers.Add(($"ln{number}", new LayerNorm(sample)));
                break;
            case NormalizationKind.Group:
                layers.Add(($"gn{number}", new GroupNorm(GroupsOf(sample[0]), sample[0])));
                break;
            case NormalizationKind.Instance when sample.Rank > 1:
                layers.Add(($"in{number}", new InstanceNorm(sample[0], new InstanceNormOptions { Affine = true })));
                break;
        }
    }

    /// <summary>The most groups, up to 8, that divide the channels into groups of two or more.</summary>
    private static int GroupsOf(int channels)
    {
        int groups = Math.Max(1, Math.Min(MostGroups, channels / 2));
        while (channels % groups != 0)
        {
            groups--;
        }

        return groups;
    }
}
