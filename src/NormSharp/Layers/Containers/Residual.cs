using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>y = f(branch(x) + shortcut(x)) (He et al. 2016).</summary>
/// <remarks>Where the branch ends in a batch normalization, sum and activation are computed in its pass over memory, unless somebody observes them.</remarks>
public sealed class Residual : Module
{
    /// <summary>Makes the block.</summary>
    /// <param name="branch">What is learned on top of the shortcut.</param>
    /// <param name="shortcut">How x reaches the sum; unchanged when null.</param>
    /// <param name="activation">f; the identity when null.</param>
    public Residual(Module branch, Module? shortcut = null, ActivationModule? activation = null)
    {
        Branch = AddChild("branch", branch);
        Shortcut = shortcut is null ? null : AddChild("shortcut", shortcut);
        Activation = activation is null ? null : AddChild("activation", activation);
    }

    /// <summary>What is learned on top of the shortcut.</summary>
    public Module Branch { get; }

    /// <summary>How x reaches the sum; unchanged when null.</summary>
    public Module? Shortcut { get; }

    /// <summary>What is applied to the sum; the identity when null.</summary>
    public ActivationModule? Activation { get; }

    /// <inheritdoc/>
    public override LayerDescription Describe() => new(
        nameof(Residual),
        new JsonObject
        {
            ["branch"] = Branch.Describe().ToJson(),
            ["shortcut"] = Shortcut?.Describe().ToJson(),
            ["activation"] = Activation?.Describe().ToJson(),
        });

    internal static Residual FromSettings(LayerSettings settings) => new(
        settings.Layer("branch"),
        settings.OptionalLayer("shortcut"),
        settings.OptionalLayer("activation") as ActivationModule);

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
    {
        Activation function = Activation?.Function ?? Primitives.Activation.Identity;
        IResidualFusing? last = Activation is null or { Observer: null } ? (Branch as Sequential)?.LastFusing(function) : null;
        Tensor branch = last is null ? Branch.Forward(x) : ((Sequential)Branch).ForwardToLast(x);
        Tensor shortcut = Shortcut?.Forward(x) ?? x;
        if (branch.Shape != shortcut.Shape)
        {
            throw new ArgumentException($"the branch gives {branch.Shape}, the shortcut {shortcut.Shape}; they are added and must be equal");
        }

        if (last is not null)
        {
            return last.ForwardThrough(branch, shortcut, function);
        }

        Tensor sum = branch + shortcut;
        return Activation?.Forward(sum) ?? sum;
    }
}
