using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Tensors;
using NormSharp.Tests.Parity;

namespace NormSharp.Tests.Layers.Normalization;

/// <summary>
/// One forward and backward pass through a layer: output, gradient by the input, gradients by the parameters (zero where none came by), all
/// read as double.
/// </summary>
internal sealed record LayerPass(double[] Y, double[] Dx, IReadOnlyList<double[]> Parameters)
{
    /// <summary>The backends that every comparison runs on: vector kernels in float32, composed bodies in double.</summary>
    public static TheoryData<string> Backends => [.. ParityRun.Backends];

    public static LayerPass Of(string backend, Module layer, Tensor x, Tensor dy, Func<Tensor, Tensor>? forward = null)
    {
        using Backend computing = backend == "cpu" ? new CpuBackend(threads: 1) : new ReferenceBackend();
        return Of(computing, layer, x, dy, forward);
    }

    public static LayerPass Of(Backend backend, Module layer, Tensor x, Tensor dy, Func<Tensor, Tensor>? forward = null)
    {
        layer.ClearGradients();
        using var tape = new Tape(backend);
        Tensor leaf = tape.Watch(x);
        Tensor y = (forward ?? layer.Forward)(leaf);
        Assert.Equal(dy.Shape, y.Shape);
        tape.Backward(y, dy);
        return new LayerPass(
            Read(backend, y),
            Read(backend, tape.GradientOf(leaf)!),
            [.. layer.NamedParameters()
                .Select(entry => Read(backend, tape.GradientOf(entry.Parameter) ?? tape.Input(Tensor.Zeros(entry.Parameter.Shape))))]);
    }

    /// <summary>Fails unless everything agrees to ‖difference‖ ≤ bound·‖expected‖.</summary>
    /// <param name="expected">What is right.</param>
    /// <param name="bound">Relative.</param>
    /// <param name="ofTerms">
    /// The least norm that a parameter's gradient is compared with: it is a sum whose terms may nearly cancel, and roundings are the
    /// terms'.
    /// </param>
    public void AssertClose(LayerPass expected, double bound, double ofTerms = 0)
    {
        AssertClose("y", expected.Y, Y, bound);
        AssertClose("dx", expected.Dx, Dx, bound);
        Assert.Equal(expected.Parameters.Count, Parameters.Count);
        for (int i = 0; i < Parameters.Count; i++)
        {
            AssertClose($"parameter {i}", expected.Parameters[i], Parameters[i], bound, ofTerms);
        }
    }

    public static void AssertClose(string what, double[] expected, double[] actual, double bound, double leastNorm = 0)
    {
        Assert.Equal(expected.Length, actual.Length);
        double distance = Closeness.Norm([.. expected.Zip(actual, (e, a) => e - a)]);
        double norm = Math.Max(leastNorm, Closeness.Norm(expected));
        Expect.True(distance <= bound * norm, $"{what}: ‖difference‖ {distance:E2}, ‖expected‖ {norm:E2}, bound {bound:E0}");
    }

    public static void AssertClose(string what, Tensor expected, Tensor actual, double bound)
        => AssertClose(what, Doubles(expected), Doubles(actual), bound);

    /// <summary>Fails unless the running statistics of two layers agree.</summary>
    public static void AssertSameStatistics(BatchNorm expected, BatchNorm actual, double bound)
    {
        AssertClose("running mean", expected.RunningMean!, actual.RunningMean!, bound);
        AssertClose("running variance", expected.RunningVariance!, actual.RunningVariance!, bound);
        Assert.Equal(expected.BatchesTracked!.Value, actual.BatchesTracked!.Value);
    }

    /// <summary>Gives a layer γ and β that are not 1 and 0: the same for the same number of channels.</summary>
    public static T Scattered<T>(T layer)
        where T : BatchNorm
    {
        if (layer.Gamma is not null)
        {
            RandomTensor.Normal(31, layer.Gamma.Shape, mean: 1, deviation: 0.5f).CopyTo(layer.Gamma.AsSpan());
            RandomTensor.Normal(32, layer.Beta!.Shape).CopyTo(layer.Beta.AsSpan());
        }

        return layer;
    }

    public static double[] Doubles(Tensor tensor) => Array.ConvertAll(tensor.ToArray(), value => (double)value);

    /// <summary>The entries of dimension 0 from one to before another, as an ordinary tensor.</summary>
    public static Tensor Rows(Tensor x, int start, int end) => NormSharp.Ops.Views.Slice(x, 0, start, end).Detach();

    private static double[] Read(Backend backend, Tensor tensor)
    {
        var values = new double[tensor.Length];
        backend.Read(tensor, values);
        return values;
    }
}
