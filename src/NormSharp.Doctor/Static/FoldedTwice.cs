using NormSharp.Graphs;
using NormSharp.Layers;

namespace NormSharp.Diagnosis.Static;

/// <summary>
/// BN022 without an image: folding makes the bias of the layer before β + γ·(b − μ)/√(σ² + ε), and b is 0 where that layer had none. Where
/// it had one, the images show it.
/// </summary>
internal static class FoldedTwice
{
    private const double Tolerance = 1e-4;
    private const double Least = 1e-6;

    public static IEnumerable<Observation> Look(ModelGraph graph)
    {
        string[] layers =
        [
            .. graph.AllNodes
                .Where(node => node is { Layer: BatchNorm { IsLazy: false, RunningMean: not null }, Inputs.Count: 1 }
                    && node.Inputs[0].Producer?.Map is { Bias: { } bias }
                    && HoldsTheNormalization(bias.ToArray(), (BatchNorm)node.Layer))
                .Select(node => node.Layer.Path).Distinct(),
        ];
        return layers.Length > 0 ? [new Observation("BN022", layers)] : [];
    }

    private static bool HoldsTheNormalization(float[] bias, BatchNorm norm)
    {
        // Two new layers agree as well, in zeros.
        if (bias.Length != norm.Channels || bias.Count(value => value != 0) <= bias.Length / 2)
        {
            return false;
        }

        (float[] mean, float[] variance) = (norm.RunningMean!.ToArray(), norm.RunningVariance!.ToArray());
        float[]? gamma = norm.Gamma?.ToArray();
        float[]? beta = norm.Beta?.ToArray();
        return Enumerable.Range(0, bias.Length).All(c =>
        {
            double shift = (gamma?[c] ?? 1) * mean[c] / Math.Sqrt(variance[c] + norm.Options.Epsilon);
            double expected = (beta?[c] ?? 0) - shift;
            return Math.Abs(bias[c] - expected) <= (Tolerance * (Math.Abs(expected) + Math.Abs(shift))) + Least;
        });
    }
}
