using NormSharp.Diagnosis.Data;
using NormSharp.Diagnosis.Repair;
using NormSharp.Diagnosis.Static;

namespace NormSharp.Diagnosis;

/// <summary>
/// The model with another ε where that helps beyond doubt: a wrong one shifts what all layers after it are given, which is no fault of
/// theirs.
/// </summary>
internal static class WrongEpsilon
{
    /// <summary>The model with another ε, what it costs, and whether it is to be kept.</summary>
    /// <param name="odd">BN016.</param>
    /// <param name="one">The model.</param>
    /// <param name="before">What it says.</param>
    /// <param name="othersAreWrong">Whether other statistics are wrong too: then both are recalibrated before they are compared.</param>
    public static (Patient Mended, ModelOutputs Outputs, FindingCost Cost, bool Helps) Of(
        Observation odd, Patient one, ModelOutputs before, bool othersAreWrong)
    {
        Patient mended = Treatments.Epsilon.Apply(one.Copy(), odd.Layers)!;
        ModelOutputs after = mended.Outputs();
        FindingCost cost = othersAreWrong ? Recalibrated(one).CostTo(Recalibrated(mended)) : before.CostTo(after);
        return (mended, after, cost, cost.Gain > cost.Noise / 2);
    }

    private static ModelOutputs Recalibrated(Patient one)
    {
        Patient copy = one.Copy();
        Treatments.Recalibration.Apply(copy, []);
        return copy.Outputs();
    }
}
