using NormSharp.Layers;
using NormSharp.Tensors;
using NormSharp.Tests.Gradients;

namespace NormSharp.Tests.Parity;

/// <summary>
/// Normalization and the activation after it in one kernel, against the reference in double, which takes them one after another.
/// </summary>
public sealed class FusedActivationTests
{
    public static TheoryData<string, string> Cases { get; } = new(
        from activation in new[] { "relu", "leaky_relu", "sigmoid", "tanh", "gelu", "silu" }
        from shape in new[] { "9,5", "4,3,2,2", "3,17,3,3", "2,3,5,7", "1,2,19,33", "5,1,4,4" }
        select (activation, shape));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_mode_agrees(string activation, string shape)
    {
        int[] extents = [.. shape.Split(',').Select(int.Parse)];
        foreach (string mode in (string[])["training", "evaluation", "frozen", "plain"])
        {
            List<float[]> actual = Run("cpu", mode, activation, extents);
            List<float[]> expected = Run("reference", mode, activation, extents);
            Assert.Equal(expected.Count, actual.Count);
            for (int i = 0; i < actual.Count; i++)
            {
                double[] reference = [.. expected[i].Select(value => (double)value)];
                Closeness.Check($"{mode} result {i}", actual[i], new FixtureTensor([reference.Length], reference));
            }
        }
    }

    [Fact]
    public void Fused_and_separate_are_the_same_function()
    {
        var norm = GradientsOf.Scattered(new BatchNorm(3));
        Tensor x = RandomTensor.Normal(1, [4, 3, 5, 5]);
        float[] fused = new Sequential(norm, new Gelu()).Forward(x).ToArray();
        float[] separate = new Gelu().Forward(norm.Forward(x)).ToArray();
        Closeness.Check("y", fused, new FixtureTensor([separate.Length], [.. separate.Select(value => (double)value)]));
    }

    /// <summary>Output, then gradients of x, γ and β where there are any.</summary>
    private static List<float[]> Run(string backend, string mode, string activation, int[] extents)
    {
        BatchNorm norm = GradientsOf.Scattered(new BatchNorm(extents[1], new BatchNormOptions { Affine = mode != "plain" }));
        RandomTensor.Normal(3, [extents[1]]).CopyTo(norm.RunningMean!.AsSpan());
        var model = new Sequential(norm, Create(activation));
        model.Train(mode != "evaluation");
        norm.FreezesStatistics = mode == "frozen";
        using var run = new ParityRun(backend);
        Tensor x = run.Tape.Watch(RandomTensor.Normal(1, Shape.Create(extents)));
        Tensor y = model.Forward(x);
        run.Tape.Backward(y, run.Tape.Input(RandomTensor.Normal(2, Shape.Create(extents))));
        IEnumerable<Tensor> leaves = [x, .. model.NamedParameters().Select(entry => entry.Parameter)];
        return [y.ToArray(), .. leaves.Select(leaf => run.Tape.GradientOf(leaf)!.ToArray())];
    }

    private static ActivationModule Create(string activation) => activation switch
    {
        "relu" => new Relu(),
        "leaky_relu" => new LeakyRelu(0.2f),
        "sigmoid" => new Sigmoid(),
        "tanh" => new Tanh(),
        "gelu" => new Gelu(),
        _ => new Silu(),
    };
}
