using NormSharp.Data;
using NormSharp.Interop;
using NormSharp.Layers;
using NormSharp.Models;

namespace NormSharp.Cli.Requests;

/// <summary>
/// Builds a network of the catalogue for the numbers of a file: with their channels and classes, and the shortcuts that fit.
/// </summary>
internal static class ArchitectureOfState
{
    private const int MostClasses = 1_000_000;

    /// <summary>Builds it; of several variants the one that fits best.</summary>
    /// <param name="name">The name in the catalogue.</param>
    /// <param name="state">The numbers.</param>
    /// <param name="rules">Rename tensors first.</param>
    /// <param name="images">The size of images, where it is known.</param>
    public static (Module Module, StateMatch Match) Build(
        string name, StateFile state, IReadOnlyList<NamePattern> rules, ImageShape? images)
    {
        ImageShape usual = ModelFactory.UsualShape(name);
        ImageShape shape = images ?? usual;
        var options = new ModelOptions
        {
            Input = (Channels(state) ?? shape.Channels, shape.Height, shape.Width),
            Classes = Classes(state) ?? 10,
        };
        (Module Module, StateMatch Match)? best = null;
        foreach (ModelOptions variant in ModelCatalog.Variants(name, options))
        {
            Module module = UndrawnValues.Make(() => ModelFactory.Create(name, variant));
            StateMatch match = StateMatch.ByName(state, module, rules);
            if (match.IsComplete)
            {
                return (module, match);
            }

            if (best is null || Rest(match) < Rest(best.Value.Match))
            {
                best = (module, match);
            }
        }

        return best!.Value;
    }

    private static int Rest(StateMatch match) => match.Missing.Count + match.Misfits.Count + match.Unused.Count;

    /// <summary>The inputs of the first convolution.</summary>
    private static int? Channels(StateFile state)
        => state.Tensors.FirstOrDefault(tensor => tensor.Shape.Count == 4)?.Shape[1] is > 0 and <= 4096 and var channels
        ? (int)channels
        : null;

    /// <summary>The outputs of the last layer with weights.</summary>
    private static int? Classes(StateFile state)
        => state.Tensors.LastOrDefault(tensor => tensor.Shape.Count is 2 or 4)?.Shape[0] is > 1 and <= MostClasses and var classes
        ? (int)classes
        : null;
}
