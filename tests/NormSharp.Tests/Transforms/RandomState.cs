using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Tests.Transforms;

/// <summary>Networks whose every number is random, running statistics too, and their outputs.</summary>
internal static class RandomState
{
    /// <summary>Fills parameters and running statistics; some γ are negative unless asked otherwise.</summary>
    public static T Randomized<T>(this T model, ulong seed = 1, bool positiveScales = false)
        where T : Module
    {
        var random = new Philox(seed, 99);
        model.Initialize(seed);
        foreach (BatchNorm layer in model.NamedModules().Select(entry => entry.Module).OfType<BatchNorm>())
        {
            for (int c = 0; c < layer.Channels; c++)
            {
                if (layer.Gamma is not null)
                {
                    double gamma = 0.5 + random.NextDouble();
                    layer.Gamma.AsSpan()[c] = (float)(!positiveScales && c % 3 == 1 ? -gamma : gamma);
                    layer.Beta!.AsSpan()[c] = (float)random.NextNormal();
                }

                if (layer.RunningMean is not null)
                {
                    layer.RunningMean.AsSpan()[c] = (float)random.NextNormal();
                    layer.RunningVariance!.AsSpan()[c] = (float)(0.25 + random.NextDouble());
                }
            }
        }

        model.Evaluate();
        return model;
    }

    /// <summary>What a network gives, computed on a backend.</summary>
    public static double[] Outputs(Module model, Tensor x, Backend backend)
    {
        using var tape = new Tape(backend, gradients: false);
        Tensor y = model.Forward(tape.Input(x));
        var values = new double[y.Length];
        backend.Read(y, values);
        return values;
    }

    /// <summary>The largest difference, in parts of the largest value.</summary>
    public static double Difference(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = expected.Max(Math.Abs);
        return expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max() / Math.Max(largest, 1e-30);
    }
}
