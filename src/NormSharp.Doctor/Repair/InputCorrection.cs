using NormSharp.Data;
using NormSharp.Diagnosis.Inputs;
using NormSharp.Layers;

namespace NormSharp.Diagnosis.Repair;

/// <summary>
/// Gives a model its images as it was trained on them: by the normalization that its file says, and where channels are in reverse order
/// by a layer that reverses them.
/// </summary>
internal static class InputCorrection
{
    private const string Arrangement = "arrangement";
    private const string Inner = "network";

    /// <summary>The corrected model; null where images are on their side, which no setting says.</summary>
    public static Patient? Apply(Patient patient)
    {
        if (patient.Convention is not { Inverted: false, Transposed: false } right)
        {
            return null;
        }

        if (!right.Reversed)
        {
            return patient with { Normalization = right.Normalization, Convention = null };
        }

        // Images keep their order of channels: they are normalised in it, and reversed then.
        return patient with
        {
            Model = Reversed(patient.Model),
            Normalization = new Normalization([.. right.Normalization.Mean.Reverse()], [.. right.Normalization.Deviation.Reverse()]),
            Convention = null,
            Prefix = $"{Inner}.{patient.Prefix}",
        };
    }

    private static Sequential Reversed(Module model)
    {
        var result = new Sequential((Arrangement, new InputArrangement(reversed: true, channelsLast: false)), (Inner, model));
        result.Evaluate();
        return result;
    }
}
