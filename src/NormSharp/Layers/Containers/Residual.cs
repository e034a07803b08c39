using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>y = f(branch(x) + shortcut(x)) (He et al. 2016).</summary>
/// <remarks>
/// Where the branch ends in a batch normalization, sum and activation are computed in its pass over memory, unless somebody observes them.
/// </remarks>
public sealed class Residual : Module
{
    private readonly Sum _sum = new();

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

    internal static LayerDefinition<Residual> Definition { get; } = new()
    {
        Type = nameof(Residual),
        Make = settings => new Residual(settings.Layer("branch"), settings.OptionalLayer("shortcut"), ActivationOf(settings)),
        Describe = (layer, child) => new JsonObject
        {
            ["branch"] = child("branch"),
            ["shortcut"] = layer.Shortcut is null ? null : child("shortcut"),
            ["activation"] = layer.Activation is null ? null : child("activation"),
        },
        State = _ => StateSize.None,
        Output = OutputOf,
        Dataflow = layer => layer.AsDataflow(),
        RemoveChild = (settings, name)
            => settings[name] = name == "branch" ? new JsonObject { ["type"] = nameof(Sequential), ["layers"] = new JsonArray() } : null,
    };

    /// <summary>What is learned on top of the shortcut.</summary>
    public Module Branch { get; }

    /// <summary>How x reaches the sum; unchanged when null.</summary>
    public Module? Shortcut { get; }

    /// <summary>What is applied to the sum; the identity when null.</summary>
    public ActivationModule? Activation { get; }

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
    {
        Activation function = Activation?.Function ?? Primitives.Activation.Identity;
        IResidualFusing? last = Activation is null or { Observer: null } ? (Branch as Sequential)?.LastFusing(function) : null;
        Tensor branch = last is null ? Branch.Forward(x) : ((Sequential)Branch).ForwardToLast(x);
        Tensor shortcut = Shortcut?.Forward(x) ?? x;
        if (branch.Shape != shortcut.Shape)
        {
            throw new ArgumentException(
                $"the branch gives {branch.Shape}, the shortcut {shortcut.Shape}; they are added and must be equal");
        }

        if (last is not null)
        {
            return last.ForwardThrough(branch, shortcut, function);
        }

        Tensor sum = branch + shortcut;
        return Activation?.Forward(sum) ?? sum;
    }

    private static ActivationModule? ActivationOf(LayerSettings settings) => settings.OptionalLayer("activation") switch
    {
        null => null,
        ActivationModule activation => activation,
        { } other => throw new FormatException($"Residual: \"activation\" is {other.TypeName}, no activation"),
    };

    private static Shape OutputOf(LayerSettings settings, IReadOnlyList<Shape> inputs)
    {
        Shape branch = settings.Nested("branch").OutputOf(inputs);
        Shape sum = Sum.OutputOf([branch, settings.OptionalNested("shortcut")?.OutputOf(inputs) ?? inputs[0]], broadcasts: false);
        settings.NoteActivation(sum);
        return settings.OptionalNested("activation")?.OutputOf(sum) ?? sum;
    }

    private Dataflow AsDataflow()
    {
        List<DataflowStep> steps = [new("branch", Branch, 0)];
        if (Shortcut is not null)
        {
            steps.Add(new DataflowStep("shortcut", Shortcut, 0));
        }

        steps.Add(new DataflowStep(string.Empty, _sum, 1, Shortcut is null ? 0 : 2) { Title = "the sum of residual block" });
        if (Activation is not null)
        {
            steps.Add(new DataflowStep("activation", Activation, steps.Count));
        }

        return new Dataflow(1, steps, steps.Count);
    }
}
