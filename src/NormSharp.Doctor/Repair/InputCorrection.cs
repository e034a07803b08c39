using NormSharp.Data;
using NormSharp.Diagnosis.Inputs;
using NormSharp.Layers;
using NormSharp.Primitives;

namespace NormSharp.Diagnosis.Repair;

/// <summary>
/// Gives a model its images as it was trained on them: by the normalization that its file says, and where that cannot say it (channels in
/// reverse order, inverted or transposed images) by layers before the network. Each is exact, to the rounding of one subtraction.
/// </summary>
internal static class InputCorrection
{
    private const string Arrangement = "arrangement";
    private const string Turned = "transposed";
    private const string Negated = "negated";
    private const string Inner = "network";

    /// <summary>The corrected model; null where no other convention was found.</summary>
    public static Patient? Apply(Patient patient)
    {
        if (patient.Convention is not { } right)
        {
            return null;
        }

        if (right.IsPlain)
        {
            return patient with { Normalization = right.Normalization, Convention = null };
        }

        return patient with
        {
            Model = Rearranged(patient.Model, right),
            Normalization = Before(right),
            Convention = null,
            Prefix = $"{Inner}.{patient.Prefix}",
        };
    }

    /// <summary>
    /// What images are normalised by before they are rearranged: channels keep their order until then, and of ((255 − v)/255 − μ)/σ the
    /// negative is (v/255 − (1 − μ))/σ.
    /// </summary>
    private static Normalization Before(InputConvention right)
    {
        IEnumerable<float> mean = right.Inverted ? right.Normalization.Mean.Select(value => 1 - value) : right.Normalization.Mean;
        IEnumerable<float> deviation = right.Normalization.Deviation;
        return right.Reversed
            ? new Normalization([.. mean.Reverse()], [.. deviation.Reverse()])
            : new Normalization([.. mean], [.. deviation]);
    }

    private static Sequential Rearranged(Module model, InputConvention right)
    {
        var layers = new List<(string Name, Module Layer)>();
        if (right.Reversed)
        {
            layers.Add((Arrangement, new InputArrangement(reversed: true, channelsLast: false)));
        }

        if (right.Transposed)
        {
            layers.Add((Turned, new Permute([0, 1, 3, 2])));
        }

        if (right.Inverted)
        {
            layers.Add((Negated, new UnaryFunction(UnaryOperation.Negate)));
        }

        var result = new Sequential([.. layers, (Inner, model)]);
        result.Evaluate();
        return result;
    }
}
