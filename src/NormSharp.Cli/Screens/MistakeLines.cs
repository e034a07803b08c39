using System.Text.Json.Nodes;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Data;
using NormSharp.Training;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>The mistakes of which a model was surest: a label may be wrong there.</summary>
internal static class MistakeLines
{
    private const int Most = 3;

    /// <summary>Shows the first few.</summary>
    public static void Show(Screen screen, IReadOnlyList<Mistake> mistakes, ImageSet set)
    {
        if (mistakes.Count == 0)
        {
            return;
        }

        screen.Line("  [dim]surest mistakes:[/]");
        foreach (Mistake mistake in mistakes.Take(Most))
        {
            string line = Messages.Of(
                $"{Short(mistake, set)}: {Name(mistake.Label, set)}, taken for {Name(mistake.Predicted, set)} "
                    + $"({Format.Percent(mistake.Probability)})");
            TwoColumns.Wrap(line, screen.Width - 5).ForEach(part => screen.Line($"    {Markup.Escape(part)}"));
        }
    }

    public static JsonArray ToJson(IReadOnlyList<Mistake> mistakes, ImageSet set) => new(
    [
        .. mistakes.Select(mistake => new JsonObject
        {
            ["image"] = Image(mistake, set),
            ["class"] = Name(mistake.Label, set),
            ["taken_for"] = Name(mistake.Predicted, set),
            ["probability"] = mistake.Probability,
        }),
    ]);

    private static string Image(Mistake mistake, ImageSet set) => set.FileOf(mistake.Index) ?? Messages.Of($"image {mistake.Index}");

    /// <summary>The file with the folder that it lies in.</summary>
    private static string Short(Mistake mistake, ImageSet set) => set.FileOf(mistake.Index) is { } file
        ? Path.Combine(Path.GetFileName(Path.GetDirectoryName(file)) ?? string.Empty, Path.GetFileName(file))
        : Image(mistake, set);

    private static string Name(int label, ImageSet set)
        => label < set.ClassNames.Count ? set.ClassNames[label] : Messages.Of($"class {label}");
}
