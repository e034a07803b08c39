using NormSharp.Diagnosis.Catalog;
using NormSharp.Diagnosis.Data;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Diagnosis.Repair;

/// <summary>Applies treatments to copies of a model and measures each before and after.</summary>
internal static class Surgery
{
    // Outputs that only rounding may change.
    private const double Rounding = 0.005;

    /// <summary>What one treatment of a finding would change; null where it cannot be applied or measured.</summary>
    public static FindingCost? Cost(Patient patient, Treatment treatment, IReadOnlyList<string> layers, ModelOutputs before)
    {
        try
        {
            return Apply(patient, treatment, layers)?.Outputs() is { } after ? before.CostTo(after) : null;
        }
        catch (Exception exception) when (exception is NormSharpException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Repairs a copy of a model, treatment by treatment; what harms is undone.</summary>
    /// <param name="patient">The model; left alone.</param>
    /// <param name="findings">What to mend.</param>
    /// <param name="asked">Ids and keys that were asked for; null for all that is safe.</param>
    public static RepairResult Repair(Patient patient, IReadOnlyList<Finding> findings, IReadOnlyCollection<string>? asked)
    {
        var steps = new List<RepairStep>();
        Patient now = patient.Copy();
        ModelOutputs? first = patient.Test is null ? null : patient.Outputs();
        ModelOutputs? before = first;
        foreach (Treatment treatment in Treatments.All)
        {
            bool byKey = asked?.Contains(treatment.Key, StringComparer.OrdinalIgnoreCase) == true;
            Finding[] mended =
            [
                .. findings.Where(finding => treatment.Ids.Contains(finding.Id) && (byKey || IsMeant(treatment, finding, asked))),
            ];
            if (mended.Length == 0 && !byKey)
            {
                continue;
            }

            string[] ids = [.. mended.Select(finding => finding.Id).Distinct()];
            string[] named = [.. mended.SelectMany(finding => finding.Layers).Distinct()];
            string[] layers = [.. (named.Length > 0 ? named : Norms(patient.Model)).Select(layer => now.Prefix + layer)];
            (Patient? next, string? obstacle) = Try(now, treatment, layers);
            ModelOutputs? after = next is null || next.Test is null ? null : next.Outputs();
            string? reason = obstacle ?? (next is null ? Phrases.NotThisModel : Harm(treatment, before, after));
            FindingCost? cost = before is not null && after is not null ? before.CostTo(after) : null;
            steps.Add(new RepairStep(treatment.Name, ids, reason is null, cost) { Reason = reason });
            (now, before) = reason is null ? (next!, after) : (now, before);
        }

        return new RepairResult(
            now.Model, now.Normalization, steps, first is not null && before is not null ? first.CostTo(before) : null)
        {
            Network = now.Network,
        };
    }

    /// <summary>Whether a repair is made of a finding without being asked for by its key.</summary>
    private static bool IsMeant(Treatment treatment, Finding finding, IReadOnlyCollection<string>? asked) => asked is null
        ? !treatment.IsByKeyAlone
        : asked.Contains(finding.Id, StringComparer.OrdinalIgnoreCase)
            && (!treatment.IsByKeyAlone
                || (!Treatments.HasOrdinary(finding.Id) && treatment == Treatments.All.First(other => other.Ids.Contains(finding.Id))));

    private static string[] Norms(Module model)
        => [.. model.NamedModules().Where(entry => entry.Module is BatchNorm).Select(entry => entry.Name)];

    private static (Patient? Next, string? Obstacle) Try(Patient now, Treatment treatment, IReadOnlyList<string> layers)
    {
        if (treatment.NeedsImages && now.Images is null)
        {
            return (null, Phrases.ImagesForIt);
        }

        if (treatment.NeedsDomains && now.Domains is null)
        {
            return (null, Phrases.DomainsForIt);
        }

        if (now.Writable is not null && !treatment.ChangesNumbersAlone && !(now.IsOnnx && treatment.ChangesNodes)
            && !(now.IsKeras && treatment.ChangesSettings))
        {
            return (null, now.IsKeras ? Phrases.SettingsAlone : Phrases.NumbersAlone);
        }

        try
        {
            Patient? next = Apply(now, treatment, layers);
            return next is not null && now.Writable is { } writable && !Changes(now.Network, next.Network).All(writable.Contains)
                ? (null, now.IsKeras ? Phrases.SettingsAlone : Phrases.NotInFile)
                : (next, null);
        }
        catch (Exception exception) when (exception is NormSharpException or ArgumentException or NotSupportedException)
        {
            return (null, exception.Message);
        }
    }

    /// <summary>The parameters and buffers of a network that another has not, or has other numbers in.</summary>
    private static IEnumerable<string> Changes(Module before, Module after)
    {
        Dictionary<string, Tensor> now = Tensors(after).ToDictionary(entry => entry.Name, entry => entry.Tensor);
        return Tensors(before)
            .Where(entry => !now.TryGetValue(entry.Name, out Tensor? other)
                || !other.ToArray().AsSpan().SequenceEqual(entry.Tensor.ToArray()))
            .Select(entry => entry.Name);
    }

    private static IEnumerable<(string Name, Tensor Tensor)> Tensors(Module module)
        => module.NamedParameters().Select(entry => (entry.Name, (Tensor)entry.Parameter)).Concat(module.NamedBuffers());

    private static Patient? Apply(Patient patient, Treatment treatment, IReadOnlyList<string> layers)
        => treatment.NeedsImages && patient.Images is null ? null : treatment.Apply(patient.Copy(), layers);

    /// <summary>Why a treatment is not kept; null where it is.</summary>
    private static string? Harm(Treatment treatment, ModelOutputs? before, ModelOutputs? after)
    {
        if (before is null || after is null)
        {
            return treatment.NeedsProof ? Phrases.Unproved : null;
        }

        FindingCost cost = before.CostTo(after);
        if (double.IsNaN(after.Entropy))
        {
            return Phrases.NoNumbers;
        }

        if (treatment.IsExact)
        {
            return cost.ChangedPredictions > Rounding && !double.IsNaN(before.Entropy) ? Phrases.ChangesOutputs : null;
        }

        return cost.Gain switch
        {
            null => treatment.NeedsProof ? Phrases.Unproved : null,
            double gain when gain < -cost.Noise / 2 => Phrases.Harms,
            double gain when treatment.NeedsProof && gain <= cost.Noise / 2 => Phrases.HelpsNot,
            _ => null,
        };
    }
}
