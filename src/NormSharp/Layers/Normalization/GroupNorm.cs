using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Group normalization: y = γ·(x − μ)/√(σ² + ε) + β, where μ and the population variance σ² are taken over a group of channels and all
/// positions of each sample by itself; γ and β have one number per channel.
/// </summary>
/// <remarks>
/// <para>Input [N, C, …] of any rank from 2, output of the same shape; γ and β [C]. One group is layer normalization over all dimensions
/// but the batch, C groups are instance normalization, both with affine parameters per channel.</para>
/// <para>Training and evaluation are the same: there is no running state.</para>
/// <para>As in PyTorch, an input that gives the statistics one single value in the whole batch ((C/groups)·N·positions = 1) throws; groups
/// of one value in a larger batch give y = β.</para>
/// <para>Source: Wu and He 2018, section 3; state and defaults as in PyTorch.</para>
/// </remarks>
public sealed class GroupNorm : NormalizationModule
{
    /// <summary>Makes the layer with γ = 1 and β = 0.</summary>
    /// <param name="groups">How many groups of neighbouring channels.</param>
    /// <param name="channels">C: the extent of dimension 1, a multiple of the groups.</param>
    /// <param name="options">ε, affine.</param>
    /// <exception cref="ArgumentException">The channels are no multiple of the groups.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no group or no channel, or ε is negative.</exception>
    public GroupNorm(int groups, int channels, GroupNormOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        Options = options ?? new GroupNormOptions();
        CheckEpsilon(nameof(GroupNorm), Options.Epsilon);
        if (channels % groups != 0)
        {
            throw new ArgumentException($"GroupNorm: {channels} channels do not fall into {groups} groups of equal size", nameof(groups));
        }

        Groups = groups;
        Channels = channels;
        if (Options.Affine)
        {
            Gamma = AddParameter("weight", [channels], Initializer.Ones);
            Beta = AddParameter("bias", [channels], Initializer.Zeros);
        }
    }

    internal static LayerDefinition<GroupNorm> Definition { get; } = new()
    {
        Type = nameof(GroupNorm),
        Temporaries = 2,
        Scratch = (_, inputs) => ScratchLengths.OfEachChannel(inputs[0]),
        Make = settings => new GroupNorm(
            settings.Int("groups"),
            settings.Int("channels"),
            new GroupNormOptions { Epsilon = settings.Double("epsilon"), Affine = settings.Bool("affine") }),
        Describe = (layer, _) => new JsonObject
        {
            ["groups"] = layer.Groups,
            ["channels"] = layer.Channels,
            ["epsilon"] = layer.Options.Epsilon,
            ["affine"] = layer.Options.Affine,
        },
        State = settings => settings.Bool("affine") ? new StateSize(StateSize.Product(2, settings.Int("channels"))) : StateSize.None,
        Output = (settings, inputs) => WithChannels(inputs[0], settings.Int("channels"), 2, int.MaxValue),
        Lower = (layer, inputs) => GroupOperation.Of(inputs[0], layer.Groups, layer.Options.Epsilon, layer),
        Normalization = "group",
    };

    /// <summary>How many groups of neighbouring channels.</summary>
    public int Groups { get; }

    /// <summary>The extent of dimension 1.</summary>
    public int Channels { get; }

    /// <summary>ε, affine.</summary>
    public GroupNormOptions Options { get; }

    /// <inheritdoc/>
    public override string ToString() => $"GroupNorm({Groups}, {Channels})";

    private protected override Tensor Normalized(Tensor x, Activation activation)
    {
        WithChannels(x.Shape, Channels, 2, int.MaxValue);
        if (x.Length == Groups)
        {
            throw new ArgumentException(
                $"a batch of one sample with one value in each of the {Groups} groups has no variance to normalize with; use fewer "
                    + "groups, or inputs with more positions");
        }

        return x.NormalizeGroups(x.GroupStatistics(Groups), Options.Epsilon, Gamma, Beta, activation);
    }
}
