using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Training;
using NormSharp.Transforms;

namespace NormSharp.Cli.Screens;

/// <summary>What a person should know of how a stranger's model was read.</summary>
internal static class ModelNotes
{
    /// <summary>A line each; nothing for a model of NormSharp's that gives logits.</summary>
    /// <param name="screen">Where they are shown.</param>
    /// <param name="model">The model.</param>
    /// <param name="classifier">What it takes, where a loss or probabilities of it are shown.</param>
    public static void Show(Screen screen, LoadedModel model, ModelInput? classifier = null)
    {
        foreach (string note in model.Notes)
        {
            screen.Text($"  note: {model.Location.Path}: {note}");
        }

        if (classifier is { Shape: var shape }
            && FinalActivation.Of(model.Module, [1, shape.Channels, shape.Height, shape.Width]) is
            { Kind: FinalActivationKind.Sigmoid } ending)
        {
            screen.Text(
                $"  note: {model.Location.Path} ends in sigmoids ({ending.Name}); loss and probabilities are those of a softmax over what "
                    + $"they are given");
        }

        if (model.GuessesScaling)
        {
            screen.Text(
                $"  note: {model.Location.Path} does not say how its images are scaled: taken as v/255; say otherwise by --mean, --std "
                    + $"and --scale");
        }
    }
}
