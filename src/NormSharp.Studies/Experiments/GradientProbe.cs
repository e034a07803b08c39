using NormSharp.Autograd;
using NormSharp.Training;

namespace NormSharp.Studies.Experiments;

/// <summary>What lies along the negative gradient of one batch's loss, from the weights w with the gradient g.</summary>
/// <param name="Norm">‖g(w)‖.</param>
/// <param name="Losses">The loss at w − t·g(w) for each t.</param>
/// <param name="Changes">‖g(w − t·g(w)) − g(w)‖ for each t.</param>
/// <param name="Smoothness">The largest change over the distance t·‖g(w)‖ that leads to it: the "effective β-smoothness".</param>
internal sealed record GradientProbe(double Norm, IReadOnlyList<double> Losses, IReadOnlyList<double> Changes, double Smoothness)
{
    /// <summary>
    /// Walks along the negative gradient of the loaded batch, with the same batch and its own statistics at every point (Santurkar et al.
    /// 2018, section 3.2). Weights, gradients, running statistics and counters are afterwards what they were, bit for bit.
    /// </summary>
    /// <param name="training">A training whose parameters hold the gradient of the loaded batch.</param>
    /// <param name="lengths">t: step sizes.</param>
    public static GradientProbe Walk(ManualTraining training, IReadOnlyList<double> lengths)
    {
        var start = new ModelSnapshot(training.Model);
        (Parameter Parameter, float[] Weights, float[] Gradient)[] all =
            [.. training.Parameters.Select(entry => (entry.Parameter, entry.Parameter.ToArray(), entry.Parameter.Gradient!.ToArray()))];
        double norm = Math.Sqrt(all.Sum(item => item.Gradient.Sum(value => (double)value * value)));
        double[] losses = new double[lengths.Count];
        double[] changes = new double[lengths.Count];
        try
        {
            for (int i = 0; i < losses.Length; i++)
            {
                foreach ((Parameter parameter, float[] weights, float[] gradient) in all)
                {
                    Move(parameter.AsSpan(), weights, gradient, lengths[i]);
                }

                losses[i] = training.LossAndGradient();
                changes[i] = Math.Sqrt(all.Sum(item => SquaredDistance(item.Parameter.Gradient!.AsSpan(), item.Gradient)));
            }
        }
        finally
        {
            start.CopyTo(training.Model);
        }

        foreach ((Parameter parameter, _, float[] gradient) in all)
        {
            gradient.CopyTo(parameter.Gradient!.AsSpan());
        }

        return new GradientProbe(norm, losses, changes, changes.Select((change, i) => change / (lengths[i] * norm)).Max());
    }

    private static void Move(Span<float> values, float[] weights, float[] gradient, double length)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(weights[i] - (length * gradient[i]));
        }
    }

    private static double SquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
        }

        return sum;
    }
}
