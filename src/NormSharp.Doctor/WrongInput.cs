using NormSharp.Diagnosis.Data;
using NormSharp.Diagnosis.Inputs;
using NormSharp.Diagnosis.Repair;
using NormSharp.Diagnosis.Static;

namespace NormSharp.Diagnosis;

/// <summary>
/// Which convention of input is the right one, where it is another than the given one: statistics propose, labels decide.
/// </summary>
internal static class WrongInput
{
    // What labels must gain where statistics are sure, and where another convention fits no better than the given one.
    private const double Noticeable = 0.01;
    private const double Decisive = 0.05;

    /// <summary>The convention in which images should be given; null where they are. Labels have the last word.</summary>
    public static (InputConvention Convention, FindingCost Cost)? Of(InputInference input, Patient right, ModelOutputs before)
    {
        if (before.Accuracy is null)
        {
            return input.IsWrong ? (input.Best, before.CostTo(Arranged(right, input.Best).Outputs())) : null;
        }

        if (input.Candidates.Count == 0)
        {
            return null;
        }

        Patient some = right with { Test = ImageSample.Few(right.Test!) };
        ModelOutputs given = some.Test!.Count == before.Images ? before : some.Outputs();
        (InputConvention Convention, FindingCost Cost)[] tried =
            [.. input.Candidates.Select(convention => (convention, given.CostTo(Arranged(some, convention).Outputs())))];
        (InputConvention convention, FindingCost cost) = tried.MaxBy(entry => entry.Cost.Gain);
        double chance = Math.Max(Noticeable, cost.Noise!.Value / 2);
        if (cost.Gain > (input.IsWrong ? chance : Math.Max(Decisive, 2 * cost.Noise!.Value)))
        {
            return (convention, cost);
        }

        FindingCost ofBest = tried.FirstOrDefault(entry => entry.Convention == input.Best).Cost;
        return input.IsWrong && ofBest?.Gain > 0 ? (input.Best, ofBest) : null;
    }

    /// <summary>The images as a convention gives them.</summary>
    public static Patient Arranged(Patient one, InputConvention convention) => one with
    {
        Normalization = convention.Normalization,
        Images = convention.Arrange(one.Images!),
        Test = convention.Arrange(one.Test!),
        InOrder = one.InOrder is null ? null : convention.Arrange(one.InOrder),
        Domains = one.Domains is null
            ? null
            :
            [
                .. one.Domains.Select(domain => domain with
                {
                    Images = convention.Arrange(domain.Images),
                    Test = convention.Arrange(domain.Test),
                }),
            ],
        Convention = convention,
    };

    /// <summary>BN033.</summary>
    public static Observation Seen(InputInference input, InputConvention right) => new("BN033")
    {
        Measured = new Dictionary<string, double> { ["fit"] = input.Fit.First, ["misfit"] = input.Misfit.First },
        Words = new Dictionary<string, string> { ["best"] = right.ToString(), ["given"] = input.Given.ToString() },
    };
}
