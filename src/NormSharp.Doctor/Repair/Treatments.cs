using NormSharp.Data;
using NormSharp.Diagnosis.Data;
using NormSharp.Layers;
using NormSharp.Training;
using NormSharp.Transforms;

namespace NormSharp.Diagnosis.Repair;

/// <summary>Every repair, in the order in which they are applied: each finds the model as those before it left it.</summary>
internal static class Treatments
{
    private const int BatchSize = 128;
    private static readonly double[] UsualEpsilons = [1e-5, 1e-3];

    /// <summary>Statistics made anew from images, with the weights untouched.</summary>
    public static Treatment Recalibration { get; } = new(
        "recalibrate",
        "recalibrate",
        ["BN003", "BN011", "BN012", "BN013", "BN014", "BN015", "BN020", "BN021", "BN024", "BN030", "BN031", "BN032"],
        Recalibrate)
    {
        NeedsImages = true,
        ChangesNumbersAlone = true,
    };

    /// <summary>An ε that libraries have.</summary>
    public static Treatment Epsilon { get; } = new("epsilon", "set ε to the usual value", ["BN016"], SetEpsilon)
    {
        NeedsImages = true,
        NeedsProof = true,
        ChangesNodes = true,
        ChangesSettings = true,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Treatment> All { get; } =
    [
        new("input", "correct the input's normalization", ["BN033"], (patient, _) => InputCorrection.Apply(patient))
        {
            ChangesNodes = true,
        },
        new("identity", "make the layer the identity", ["BN022"], MakeIdentity) { NeedsImages = true, ChangesNumbersAlone = true },
        Epsilon,
        new("momentum", "take 1 − momentum as the weight of new statistics", ["BN012", "BN015"], SetWeight)
        {
            IsExact = true,
            ChangesNodes = true,
            ChangesSettings = true,
        },
        new("track", "keep running statistics", ["BN010", "BN025", "BN034"], Track) { NeedsImages = true, ChangesNodes = true },
        Recalibration,
        new("domains", "keep statistics for each domain", ["BN036"], SeparateStatistics.Apply)
        {
            NeedsImages = true,
            NeedsDomains = true,
        },
        new("absorb", "absorb the bias into the running mean", ["BN005"], Absorb) { IsExact = true, ChangesNumbersAlone = true },
        new("prune", "prune dead channels", ["BN018"], Prune) { NeedsImages = true, IsExact = true },
        new("freeze", "freeze the statistics", ["BN053"], Freeze) { IsExact = true },
        new("ghost", "normalise by sub-batches", ["BN006"], Replacements.GhostBatches) { IsExact = true, IsByKeyAlone = true },
        new("renorm", "replace by batch renormalization, and fine-tune", ["BN002", "BN032"], Replacements.BatchRenormalization)
        {
            NeedsImages = true,
            NeedsProof = true,
            IsByKeyAlone = true,
        },
        new("group", "replace by group normalization, and fine-tune", ["BN002", "BN032"], Replacements.GroupNormalization)
        {
            NeedsImages = true,
            NeedsProof = true,
            IsByKeyAlone = true,
        },
    ];

    /// <summary>The repair of a key, whatever its case; null where there is none.</summary>
    public static Treatment? Find(string key)
        => All.FirstOrDefault(treatment => treatment.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a finding's repair is one that is made without being asked for by its key.</summary>
    public static bool HasOrdinary(string id) => All.Any(treatment => !treatment.IsByKeyAlone && treatment.Ids.Contains(id));

    private static Patient MakeIdentity(Patient patient, IReadOnlyList<string> layers)
    {
        foreach (BatchNorm layer in Chosen(patient.Model, layers).Where(layer => layer.RunningMean is not null && layer.Gamma is not null))
        {
            float[] mean = layer.Beta!.ToArray();
            float[] gamma = layer.Gamma!.ToArray();

            // γ·(x − β)/√(γ² − ε + ε) + β is x, but for the sign of γ.
            layer.RunningMean!.CopyFrom(mean);
            layer.RunningVariance!.CopyFrom([.. gamma.Select(value => (float)Math.Max(0, (value * value) - layer.Options.Epsilon))]);
            layer.Gamma.CopyFrom([.. gamma.Select(value => (float)Math.Sqrt(Math.Max(value * value, layer.Options.Epsilon)))]);
        }

        return patient;
    }

    private static Patient? SetEpsilon(Patient patient, IReadOnlyList<string> layers)
    {
        HashSet<string> chosen = [.. layers];
        IEnumerable<Patient> tried = UsualEpsilons.Select(epsilon => patient with { Model = WithEpsilon(patient.Model, chosen, epsilon) });
        return patient.Test is null ? null : tried.MaxBy(other => other.Outputs() is var outputs ? outputs.Accuracy ?? 0 : 0);
    }

    private static Module WithEpsilon(Module model, HashSet<string> layers, double epsilon)
        => Rewriting.Settings(model, layers, settings => settings["epsilon"] = epsilon);

    private static Patient SetWeight(Patient patient, IReadOnlyList<string> layers) => patient with
    {
        Model = Rewriting.Settings(patient.Model, [.. layers], settings =>
        {
            double weight = (double)settings["new_statistic_weight"]!;
            settings["new_statistic_weight"] = weight is > 0.5 and < 1 ? Math.Round(1 - weight, 6) : 0.1;
        }),
    };

    private static Patient? Recalibrate(Patient patient, IReadOnlyList<string> layers)
    {
        RecalibrationResult result = BatchNormRecalibration.Run(
            patient.Model,
            patient.Images!,
            new RecalibrationOptions
            {
                BatchSize = Math.Min(BatchSize, patient.Images!.Count),
                Normalization = patient.Normalization,
                IncludeFrozen = true,
                Backend = patient.Backend,
            },
            patient.Stop);
        return result.Layers.Count > 0 ? patient : null;
    }

    /// <summary>Layers that normalised by the batch get statistics, which are made anew.</summary>
    private static Patient? Track(Patient patient, IReadOnlyList<string> layers)
    {
        HashSet<string> untracked =
        [
            .. patient.Model.NamedModules().Select(entry => entry.Module)
                .Where(module => module is BatchNorm { IsLazy: false, RunningMean: null })
                .Select(layer => layer.Path),
        ];
        return untracked.Count == 0
            ? null
            : Recalibrate(
                patient with
                {
                    Model = Rewriting.Settings(patient.Model, untracked, settings => settings["track_running_statistics"] = true),
                },
                layers);
    }

    private static Patient? Prune(Patient patient, IReadOnlyList<string> layers)
    {
        ImageShape shape = patient.Images!.Shape;
        return ChannelPruning.Prune(patient.Model, layers, [1, shape.Channels, shape.Height, shape.Width]) is { } pruned
            ? patient with { Model = pruned.Model }
            : null;
    }

    private static Patient Freeze(Patient patient, IReadOnlyList<string> layers) => patient with
    {
        Model = Rewriting.Settings(patient.Model, [.. layers], settings => settings["freezes_statistics"] = true),
    };

    private static Patient? Absorb(Patient patient, IReadOnlyList<string> layers)
    {
        Module result = BiasAbsorption.Absorb(patient.Model, out IReadOnlyList<RedundantBias> absorbed);
        result.Evaluate();
        return absorbed.Count > 0 ? patient with { Model = result } : null;
    }

    private static IEnumerable<BatchNorm> Chosen(Module model, IReadOnlyList<string> layers)
        => model.NamedModules().Where(entry => layers.Contains(entry.Name)).Select(entry => entry.Module).OfType<BatchNorm>();
}
