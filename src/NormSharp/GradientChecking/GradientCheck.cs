using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.GradientChecking;

/// <summary>
/// Compares the gradients of a function with central differences, (f(x + h) − f(x − h)) / 2h, in double throughout. The upstream
/// gradient is random: a constant one would hide errors, as the gradient of batch normalization under a constant is zero.
/// </summary>
public static class GradientCheck
{
    private const double Step = 1e-5;

    /// <summary>
    /// A gradient that is a smaller part of the largest one is measured against this part of it: a gradient that is exactly zero, such as a
    /// bias's before batch normalization, has nothing but rounding to be compared with.
    /// </summary>
    private const double SmallestPart = 1e-3;

    /// <summary>Checks a function of tensors.</summary>
    /// <param name="function">Any composition of operations; it must give the same output each time.</param>
    /// <param name="inputs">Where to check: ordinary tensors, float32 or float64.</param>
    public static GradientCheckResult Run(Func<IReadOnlyList<Tensor>, Tensor> function, params ReadOnlySpan<Tensor> inputs)
    {
        List<Leaf> leaves = [];
        foreach (Tensor input in inputs)
        {
            leaves.Add(new Leaf($"input {leaves.Count}", AsDouble(input)));
        }

        return Compare(leaves, int.MaxValue, tape =>
        {
            List<Tensor> watched = [.. leaves.Select(leaf => tape.Watch(leaf.Values))];
            return (function(watched), watched);
        });
    }

    /// <summary>Checks a module: the gradients by its input and by every parameter that is not frozen, in the mode it is in.</summary>
    /// <param name="module">Its buffers and counters are left as they were.</param>
    /// <param name="input">Where to check: an ordinary tensor.</param>
    /// <param name="samples">How many numbers of each tensor are varied, chosen at random; all of a smaller one.</param>
    public static GradientCheckResult Run(Module module, Tensor input, int samples = 64)
    {
        List<(string Name, Parameter Parameter)> parameters = [.. module.NamedParameters().Where(entry => !entry.Parameter.IsFrozen)];
        List<Leaf> leaves =
            [new Leaf("input", AsDouble(input)), .. parameters.Select(entry => new Leaf(entry.Name, AsDouble(entry.Parameter)))];
        List<(Tensor Buffer, float[] Values)> buffers = [.. module.NamedBuffers().Select(entry => (entry.Buffer, entry.Buffer.ToArray()))];
        List<(Counter Counter, long Value)> counters = [.. module.NamedCounters().Select(entry => (entry.Counter, entry.Counter.Value))];
        return Compare(leaves, samples, tape =>
        {
            for (int i = 0; i < parameters.Count; i++)
            {
                tape.Substitute(parameters[i].Parameter, leaves[i + 1].Values);
            }

            foreach (IStochastic layer in module.NamedModules().Select(entry => entry.Module).OfType<IStochastic>())
            {
                layer.Seed(1, 0);
            }

            Tensor x = tape.Watch(leaves[0].Values);
            Tensor y = module.Forward(x);
            buffers.ForEach(entry => entry.Values.CopyTo(entry.Buffer.AsSpan()));
            counters.ForEach(entry => entry.Counter.Value = entry.Value);
            return (y, [x, .. parameters.Select(entry => entry.Parameter)]);
        });
    }

    /// <param name="leaves">What is varied, in place.</param>
    /// <param name="samples">How many numbers of each.</param>
    /// <param name="evaluate">Computes the output on a tape, and says as what the leaves are known there.</param>
    private static GradientCheckResult Compare(
        List<Leaf> leaves, int samples, Func<Tape, (Tensor Output, List<Tensor> Watched)> evaluate)
    {
        using var backend = new ReferenceBackend();
        var random = new Philox(20150211, 0);
        double[] upstream;
        List<double[]> analytic = [];
        using (var tape = new Tape(backend))
        {
            (Tensor y, List<Tensor> watched) = evaluate(tape);
            upstream = new double[y.Length];
            for (int i = 0; i < upstream.Length; i++)
            {
                upstream[i] = random.NextNormal();
            }

            tape.Backward(y, Tensor.FromDoubles(upstream, y.Shape));
            foreach ((Tensor leaf, Leaf values) in watched.Zip(leaves))
            {
                var gradient = new double[values.Values.Length];
                if (tape.GradientOf(leaf) is { } computed)
                {
                    backend.Read<double>(computed, gradient);
                }

                analytic.Add(gradient);
            }
        }

        var comparisons = new List<(string Name, double Difference, double Norm)>();
        int varied = 0;
        for (int leaf = 0; leaf < leaves.Count; leaf++)
        {
            int[] chosen = Choose(leaves[leaf].Values.Length, samples, ref random);
            varied += chosen.Length;
            (double difference, double norm) = Distance(chosen, analytic[leaf], i => Difference(leaves[leaf].Values, i));
            comparisons.Add((leaves[leaf].Name, difference, norm));
        }

        double floor = Math.Max(1e-8, SmallestPart * comparisons.Max(comparison => comparison.Norm));
        (string worst, double error) = comparisons
            .Select(comparison => (comparison.Name, Error: comparison.Difference / Math.Max(comparison.Norm, floor)))
            .MaxBy(comparison => double.IsNaN(comparison.Error) ? double.PositiveInfinity : comparison.Error);
        return new GradientCheckResult(error, worst, varied);

        double Difference(Tensor values, int index)
        {
            ref double value = ref values.AsSpan<double>()[index];
            double original = value;
            value = original + Step;
            double above = Objective();
            value = original - Step;
            double below = Objective();
            value = original;
            return (above - below) / (2 * Step);
        }

        double Objective()
        {
            using var tape = new Tape(backend, gradients: false);
            Tensor y = evaluate(tape).Output;
            var outputs = new double[y.Length];
            backend.Read<double>(y, outputs);
            double sum = 0;
            for (int i = 0; i < outputs.Length; i++)
            {
                sum += outputs[i] * upstream[i];
            }

            return sum;
        }
    }

    private static (double Difference, double Norm) Distance(int[] chosen, double[] analytic, Func<int, double> numericAt)
    {
        double difference = 0;
        double analyticNorm = 0;
        double numericNorm = 0;
        foreach (int i in chosen)
        {
            double numeric = numericAt(i);
            difference += (analytic[i] - numeric) * (analytic[i] - numeric);
            analyticNorm += analytic[i] * analytic[i];
            numericNorm += numeric * numeric;
        }

        return (Math.Sqrt(difference), Math.Sqrt(Math.Max(analyticNorm, numericNorm)));
    }

    private static int[] Choose(int length, int samples, ref Philox random)
    {
        int[] indices = Enumerable.Range(0, length).ToArray();
        if (length > samples)
        {
            random.Shuffle(indices);
            Array.Resize(ref indices, samples);
        }

        return indices;
    }

    private static Tensor AsDouble(Tensor tensor)
    {
        var values = new double[tensor.Length];
        int i = 0;
        foreach (int position in new StridedPositions(tensor))
        {
            values[i++] = tensor.ElementType == ElementType.Float32 ? tensor.Host<float>()[position] : tensor.Host<double>()[position];
        }

        return Tensor.FromDoubles(values, tensor.Shape);
    }

    private sealed record Leaf(string Name, Tensor Values);
}
