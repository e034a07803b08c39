using NormSharp.Data;
using NormSharp.Diagnosis.Data;
using NormSharp.Diagnosis.Repair;
using NormSharp.Diagnosis.Static;

namespace NormSharp.Diagnosis;

/// <summary>
/// BN036: images of two domains that go through one layer. Domains that were given are taken as they are; without, images are sorted by
/// what each gives the first layer, where labels can tell what that is worth: photographs of one domain fall into groups too. A finding is
/// made only where statistics of its own for each domain do better than any one for all. Where the images that statistics are taken from
/// have labels too, outputs are measured on all of them: what is gained is known better.
/// </summary>
internal static class SeveralDomains
{
    private const double Noticeable = 0.01;
    private const double SomeChanged = 0.05;

    // The most that chance may explain of a gain. The groups were looked for, so that it is less than the usual 2.5 %.
    private const double Unlikely = 0.01;

    /// <summary>What is seen, and what statistics for each domain change.</summary>
    /// <param name="right">The model.</param>
    /// <param name="norms">Its layers that keep statistics.</param>
    /// <param name="pooled">The same, recalibrated over all images.</param>
    /// <param name="best">The better accuracy of the two; null without labels, where only domains that were given are looked at.</param>
    public static (Observation Seen, FindingCost Cost)? Of(
        Patient right, IReadOnlyList<NormState> norms, Patient pooled, double? best)
    {
        var numbers = new ImageNumbers(right.Model, norms, right.Normalization, right.Backend);
        (IReadOnlyList<Domain> Domains, TwoGroups Groups)? found = right.Domains is null && best is not null
            ? Domain.Find(numbers, new Domain("all", right.Images!, right.Test!) { HasTwice = right.HasTwice })
            : null;
        IReadOnlyList<Domain>? domains = right.Domains ?? found?.Domains;
        if (domains is not { Count: > 1 })
        {
            return null;
        }

        // Photographs of one domain fall into groups too. That separate statistics harm them shows in the images of the test alone.
        Patient[] own = [.. domains.Select(domain => Recalibrated(right, domain))];
        if (Outputs([.. domains.Select(domain => domain with { HasTwice = false })], own).Accuracy <= best)
        {
            return null;
        }

        ModelOutputs one = Best(Outputs(domains, Same(right, domains)), Outputs(domains, Same(pooled, domains)));
        ModelOutputs each = Outputs(domains, own);
        FindingCost cost = one.CostTo(each);
        bool differs = cost.Gain is double gain
            ? gain > Noticeable && SignTest.Chance(one.Right!, each.Right!) < Unlikely
            : cost.ChangedPredictions > SomeChanged;
        if (!differs)
        {
            return null;
        }

        int smallest = domains.Min(domain => domain.Images.Count);
        var seen = new Observation("BN036", [.. norms.Select(norm => norm.Path)])
        {
            Measured = new Dictionary<string, double>
            {
                ["groups"] = domains.Count,
                ["share"] = (double)smallest / domains.Sum(domain => domain.Images.Count),
                ["separation"] = found?.Groups.Separation ?? 0,
            },
        };
        return (seen, cost);
    }

    private static ModelOutputs Best(ModelOutputs one, ModelOutputs other) => other.Accuracy > one.Accuracy ? other : one;

    private static Patient Recalibrated(Patient right, Domain domain)
    {
        Patient copy = right.Copy() with { Images = domain.Images };
        Treatments.Recalibration.Apply(copy, []);
        return copy;
    }

    private static Patient[] Same(Patient one, IReadOnlyList<Domain> domains) => [.. domains.Select(_ => one)];

    private static ModelOutputs Outputs(IReadOnlyList<Domain> domains, IReadOnlyList<Patient> models)
        => ModelOutputs.Join(
            [.. domains.Zip(models).SelectMany(pair => pair.First.Measured.Select(set => Outputs(pair.Second, set)))]);

    private static ModelOutputs Outputs(Patient one, ImageSet set)
        => ModelOutputs.Of(one.Model, set, one.Normalization, one.Backend, one.Stop);
}
