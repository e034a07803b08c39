using System.Diagnostics;
using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>How far two classifiers that should be the same are apart, on the same inputs.</summary>
/// <param name="Inputs">How many inputs there were.</param>
/// <param name="LargestDifference">
/// The largest over all inputs of max|a − b| / max|a|, where a and b are the logits of the two; infinite where one is no number.
/// </param>
/// <param name="SamePredictions">For how many inputs the largest logit is that of the same class.</param>
/// <param name="FirstSeconds">
/// What the first took for all inputs: the median batch times the number of batches, which a busy machine disturbs least.
/// </param>
/// <param name="SecondSeconds">What the second took.</param>
internal sealed record ModelComparison(
    long Inputs, double LargestDifference, long SamePredictions, double FirstSeconds, double SecondSeconds)
{
    /// <summary>Compares on the images of a set; leaves both in evaluation mode.</summary>
    /// <exception cref="NormSharpException">The images do not fit a model, or cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static ModelComparison OnImages(
        Module first, Module second, ImageSet set, EvaluationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        options ??= new EvaluationOptions();
        Backend backend = options.Backend ?? Backend.Default;
        ModelFit.Check(first, set, backend);
        ModelFit.Check(second, set, backend);
        var loader = new BatchLoader(
            set, new BatchLoaderOptions { BatchSize = Math.Min(options.BatchSize, set.Count), Normalization = options.Normalization });
        ImageBatch batch = loader.CreateBatch();
        var batches = new ModelComparison[loader.BatchesPerEpoch];
        for (int i = 0; i < loader.BatchesPerEpoch; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            loader.Load(0, i, batch);
            batches[i] = Of(
                first, second, batch.ValidPixels, [batch.Count, set.Shape.Channels, set.Shape.Height, set.Shape.Width], backend);
            options.Progress?.Invoke(i + 1, loader.BatchesPerEpoch);
        }

        return new ModelComparison(
            batches.Sum(part => part.Inputs),
            batches.Max(part => part.LargestDifference),
            batches.Sum(part => part.SamePredictions),
            batches.Length * Median(batches.Select(part => part.FirstSeconds)),
            batches.Length * Median(batches.Select(part => part.SecondSeconds)));
    }

    /// <summary>Compares on normal random inputs; leaves both in evaluation mode.</summary>
    /// <param name="first">A network that gives logits [N, classes].</param>
    /// <param name="second">Another.</param>
    /// <param name="input">The inputs, for example [64, 1, 28, 28].</param>
    /// <param name="seed">Which numbers.</param>
    /// <param name="backend">What computes; the CPU with all its processors when null.</param>
    /// <exception cref="LayerException">The input does not fit a model.</exception>
    public static ModelComparison OnRandomInput(Module first, Module second, Shape input, ulong seed = 0, Backend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var random = new Philox(seed, 0);
        var values = new float[input.ElementCount];
        foreach (ref float value in values.AsSpan())
        {
            value = (float)random.NextNormal();
        }

        first.Evaluate();
        second.Evaluate();
        return Of(first, second, values, input, backend ?? Backend.Default);
    }

    private static ModelComparison Of(Module first, Module second, ReadOnlySpan<float> input, Shape shape, Backend backend)
    {
        using var tape = new Tape(backend, gradients: false);
        Tensor x = tape.Input(input, shape);
        long start = Stopwatch.GetTimestamp();
        Tensor a = first.Forward(x);
        long middle = Stopwatch.GetTimestamp();
        Tensor b = second.Forward(x);
        long end = Stopwatch.GetTimestamp();
        if (a.Shape != b.Shape)
        {
            throw new NormSharpException(
                $"one model gives outputs of shape {a.Shape}, the other of shape {b.Shape}; they cannot be compared");
        }

        int outputs = a.Length / shape[0];
        double largest = 0;
        long same = 0;
        for (int i = 0; i < shape[0]; i++)
        {
            ReadOnlySpan<float> p = a.AsSpan().Slice(i * outputs, outputs);
            ReadOnlySpan<float> q = b.AsSpan().Slice(i * outputs, outputs);
            largest = Math.Max(largest, Difference(p, q));
            same += Predictions.Largest(p) == Predictions.Largest(q) ? 1 : 0;
        }

        return new ModelComparison(
            shape[0],
            largest,
            same,
            Stopwatch.GetElapsedTime(start, middle).TotalSeconds,
            Stopwatch.GetElapsedTime(middle, end).TotalSeconds);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static double Difference(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double size = 0;
        double difference = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (!float.IsFinite(a[i]) || !float.IsFinite(b[i]))
            {
                return double.PositiveInfinity;
            }

            size = Math.Max(size, Math.Abs(a[i]));
            difference = Math.Max(difference, Math.Abs((double)a[i] - b[i]));
        }

        return difference == 0 ? 0 : difference / size;
    }
}
