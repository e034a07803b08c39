using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.GradientChecking;
using NormSharp.Inference;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;
using NormSharp.Tests.Gradients;
using NormSharp.Tests.Inference;
using NormSharp.Tests.Layers.Catalog;

namespace NormSharp.Tests.Layers;

/// <summary>
/// Layers of convolution, pooling, resampling and normalization that networks of others have: gradients, both backends, plans and files.
/// Operands after the first are trained constants of a network.
/// </summary>
public sealed class SpatialLayerTests
{
    private static readonly string[] Kinds =
    [
        "AveragePool", "CenterCropPad", "Convolution", "ConvTranspose2d", "DeformableConvolution", "DepthToSpace", "Fold", "GlobalPool",
        "GridSample", "LocalResponseNorm", "LpNorm", "LpPool", "MaxPool", "MeanVarianceNorm", "NormStatistic", "OperandConvolution",
        "OperandNorm", "OperandTransposedConvolution", "Pad", "Pad2d", "Resize", "SpaceToDepth", "TransposedConvolution",
    ];

    public static TheoryData<string> Names => [.. SampleLayers.All.Keys.Where(name => Kinds.Contains(name.Split(',')[0]))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_are_those_of_finite_differences(string name)
    {
        (Module model, Tensor x) = Make(name);
        GradientCheckResult result = GradientCheck.Run(model, x, samples: 200);
        Assert.True(result.RelativeError <= GradientsOf.Bound, result.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Kernels_agree_with_the_reference(string name)
    {
        (Module model, Tensor x) = Make(name);
        using var cpu = new CpuBackend(2);
        using var reference = new ReferenceBackend();
        List<double[]> expected = Run(model, x, reference);
        List<double[]> actual = Run(model, x, cpu);
        Assert.Equal(expected.Count, actual.Count);
        foreach ((double[] right, double[] found) in expected.Zip(actual))
        {
            double norm = Math.Sqrt(right.Sum(value => value * value));
            double difference = Math.Sqrt(right.Zip(found, (a, b) => (a - b) * (a - b)).Sum());
            Expect.True(difference <= 2e-6 * Math.Max(norm, 1e-3), $"‖difference‖ {difference:E2}, ‖reference‖ {norm:E2}");
        }
    }

    /// <summary>
    /// Those that give a batch for a batch of any size: operands of one size, and what is taken over the batch, are left out.
    /// </summary>
    public static TheoryData<string> Planned
        => [.. Names.Select(row => row.Data).Where(name => !name.StartsWith("NormStatistic, running", StringComparison.Ordinal)
            && SampleLayers.All[name].Inputs.Skip(1).All(operand => operand.Rank < 4 || operand[0] != 2))];

    [Theory]
    [MemberData(nameof(Planned))]
    public void A_plan_gives_the_same_bits(string name)
    {
        (Module model, Tensor x) = Make(name);
        model.Evaluate();
        var plan = InferencePlan.Compile(model, x.Shape, new InferencePlanOptions { FoldsNormalization = false });
        using var tape = new Tape(gradients: false);
        Assert.Equal([.. model.Forward(tape.Input(x)).ToArray().Select(value => (double)value)], PlanOutputs.Of(plan, x));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_saved_model_gives_the_same_bits(string name)
    {
        (Module model, Tensor x) = Make(name);
        string path = Path.Combine(Path.GetTempPath(), $"normsharp-{Guid.NewGuid():N}.safetensors");
        try
        {
            ModelFile.Save(path, model);
            Assert.Equal(model.Forward(x).ToArray(), ModelFile.Load(path).Module.Forward(x).ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (Module Model, Tensor X) Make(string name)
    {
        (Func<Module> make, Shape[] inputs) = SampleLayers.All[name];
        Module layer = GradientsOf.Scattered(make());
        Tensor x = RandomTensor.Normal(7, inputs[0]);
        if (inputs.Length == 1)
        {
            return (layer, x);
        }

        var net = new NetworkBuilder();
        SymbolicTensor[] operands =
        [
            net.Input("x"),
            .. inputs.Skip(1).Select((shape, i)
                => net.Add($"operand{i}", new Constant(RandomTensor.Normal((ulong)i + 8, shape), trained: true))),
        ];
        return (net.Build(net.Add("layer", layer, operands)), x);
    }

    private static List<double[]> Run(Module model, Tensor x, Backend backend)
    {
        using var tape = new Tape(backend);
        model.ClearGradients();
        Tensor leaf = tape.Watch(x);
        Tensor y = model.Forward(leaf);
        tape.Backward(y, RandomTensor.Normal(100, y.Shape));
        return [Read(y), Read(tape.GradientOf(leaf)!), .. model.NamedParameters().Select(entry => Read(tape.GradientOf(entry.Parameter)!))];

        double[] Read(Tensor tensor)
        {
            var values = new double[tensor.Length];
            backend.Read(tensor, values);
            return values;
        }
    }
}
