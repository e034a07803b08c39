using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;

namespace NormSharp.Cli.Screens;

/// <summary>What a person should know of how a stranger's model was read.</summary>
internal static class ModelNotes
{
    /// <summary>A line each; nothing for a model of NormSharp's.</summary>
    public static void Show(Screen screen, LoadedModel model)
    {
        foreach (string note in model.Notes)
        {
            screen.Text($"  note: {model.Location.Path}: {note}");
        }

        if (model.GuessesScaling)
        {
            screen.Text(
                $"  note: {model.Location.Path} does not say how its images are scaled: taken as v/255; say otherwise by --mean, --std "
                    + "and --scale");
        }
    }
}
