using NormSharp.Cli.Failures;
using NormSharp.Data;
using NormSharp.Diagnosis;
using NormSharp.Interop;
using NormSharp.Interop.Onnx.Repair;
using NormSharp.Layers;

namespace NormSharp.Cli.Requests;

/// <summary>
/// What a repair changes in an ONNX file beside numbers: modes and settings of its nodes, and what stands before the first.
/// </summary>
internal static class RepairedNodes
{
    private const string Safetensors = ".safetensors";

    /// <summary>What is done to the written file; null for nothing.</summary>
    /// <param name="model">The model as it was read.</param>
    /// <param name="repair">The repaired copy.</param>
    /// <param name="given">How its images are given; null for v/255.</param>
    /// <exception cref="NormSharpException">Something cannot be said in the file.</exception>
    public static Action<string>? Of(LoadedModel model, RepairResult repair, Normalization? given)
    {
        var changes = new List<Action<string>>();
        if (NewStatistics(model, repair.Network) is { Count: > 0 } added)
        {
            changes.Add(path => OnnxTrainingNodes.Rewrite(path, added));
        }

        if (NewSettings(model, repair.Network, name => Gamma(model, name)) is { Count: > 0 } settings)
        {
            changes.Add(path => OnnxNormSettings.Rewrite(path, settings));
        }

        if (NewInput(model, repair, given) is { } input)
        {
            changes.Add(path => OnnxInputNodes.Prepend(path, input));
        }

        return changes.Count == 0 ? null : path => changes.ForEach(change => change(path));
    }

    /// <summary>ε and the weight of the old statistic of layers that have others now.</summary>
    /// <param name="model">The model as it was read.</param>
    /// <param name="after">The repaired network.</param>
    /// <param name="place">What the file calls a layer's place.</param>
    public static IReadOnlyDictionary<string, (double Epsilon, double OldWeight)> NewSettings(
        LoadedModel model, Module after, Func<string, string> place)
    {
        Dictionary<string, BatchNormOptions> before = Norms(model.Module).ToDictionary(entry => entry.Name, entry => entry.Layer.Options);
        return Norms(after)
            .Where(entry => before.TryGetValue(entry.Name, out BatchNormOptions? old)
                && (old.Epsilon != entry.Layer.Options.Epsilon || old.NewStatisticWeight != entry.Layer.Options.NewStatisticWeight))
            .ToDictionary(
                entry => place(entry.Name),
                entry => (entry.Layer.Options.Epsilon, 1 - (entry.Layer.Options.NewStatisticWeight ?? 0)));
    }

    /// <summary>Mean and variance of layers that have got running statistics, by the names of their γ in the file.</summary>
    private static Dictionary<string, (float[] Mean, float[] Variance)> NewStatistics(LoadedModel model, Module after)
    {
        HashSet<string> untracked =
        [
            .. model.Module.NamedModules().Where(entry => entry.Module is BatchNorm { RunningMean: null }).Select(entry => entry.Name),
        ];
        return after.NamedModules()
            .Where(entry => entry.Module is BatchNorm { RunningMean: not null } && untracked.Contains(entry.Name))
            .ToDictionary(
                entry => Gamma(model, entry.Name),
                entry => (((BatchNorm)entry.Module).RunningMean!.ToArray(), ((BatchNorm)entry.Module).RunningVariance!.ToArray()));
    }

    /// <summary>What stands before the network in the repaired copy, and another normalization.</summary>
    private static OnnxInputChange? NewInput(LoadedModel model, RepairResult repair, Normalization? given)
    {
        bool isWrapped = repair.Network != repair.Module;
        if (!isWrapped && (repair.Normalization is null || repair.Normalization == given))
        {
            return null;
        }

        if (model.Source.Input is { Reversed: true } or { ChannelsLast: true })
        {
            throw new CommandException(
                $"{model.Location.Path}: images are rearranged for it already, so that its input cannot be corrected in the file; name the "
                    + $"result {Safetensors}");
        }

        Module[] layers = isWrapped ? [.. repair.Module.Children.Select(entry => entry.Child).SkipLast(1)] : [];
        double sign = layers.Any(layer => layer is UnaryFunction) ? -1 : 1;
        Normalization right = repair.Normalization!;
        Normalization now = given ?? Normalization.Identity(right.Mean.Length);
        return new OnnxInputChange(
            [.. now.Deviation.Zip(right.Deviation, (from, to) => (float)(sign * from / to))],
            [
                .. Enumerable.Range(0, right.Mean.Length)
                    .Select(c => (float)(sign * (now.Mean[c] - (double)right.Mean[c]) / right.Deviation[c])),
            ])
        {
            Reversed = layers.Any(layer => layer is InputArrangement),
            Transposed = layers.Any(layer => layer is Permute),
        };
    }

    private static IEnumerable<(string Name, BatchNorm Layer)> Norms(Module module)
        => module.NamedModules().Where(entry => entry.Module is BatchNorm).Select(entry => (entry.Name, (BatchNorm)entry.Module));

    private static string Gamma(LoadedModel model, string layer)
        => model.Foreign!.Pairs.FirstOrDefault(pair => pair.Target == $"{layer}.weight").Source?.Name ?? throw new CommandException(
            $"{model.Location.Path}: γ of {layer} is computed in the file, so that its node cannot be rewritten; name the result "
                + $"{Safetensors}");
}
