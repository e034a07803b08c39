using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Losses;
using NormSharp.Models;
using NormSharp.Optimizers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Tests.Parity;

/// <summary>Whole training steps of LeNet, with and without batch normalization, against PyTorch's.</summary>
public sealed class LeNetParityTests
{
    private const int Batch = 8;

    public static TheoryData<string, string> Networks { get; } = new(
        from network in new[] { "lenet_bn", "lenet" } from backend in ParityRun.Backends select (network, backend));

    [Theory]
    [MemberData(nameof(Networks))]
    public void Logits_loss_and_all_gradients_of_a_step_agree(string network, string backend)
    {
        Sequential model = Create(network);
        FixtureCase batch = FixtureFile.Load($"{network}_batch").Case("batch");
        FixtureFile gradients = FixtureFile.Load($"{network}_gradients");
        using var run = new ParityRun(backend);
        Tensor logits = model.Forward(run.Tape.Input(Images(batch, 1)));
        Tensor loss = new CrossEntropyLoss().Forward(logits, batch["labels1"].Integers);
        run.Tape.Backward(loss);

        ParityRun.Check("logits", logits, batch["logits"]);
        ParityRun.Check("loss", loss, batch["loss"]);
        Assert.Equal(gradients.Names.Order(), model.NamedParameters().Select(entry => entry.Name).Order());
        foreach ((string name, Parameter parameter) in model.NamedParameters())
        {
            Tensor gradient = run.Tape.GradientOf(parameter)!;
            if (IsRedundantBias(model, name))
            {
                // The batch mean takes this bias out again, so that its gradient is rounding alone: measured by that of the weight beside
                // it.
                double scale = Closeness.Norm(gradients[name.Replace("bias", "weight")].Values);
                Closeness.CheckAgainstScale(name, gradient.ToArray(), gradients[name], scale);
            }
            else
            {
                ParityRun.Check(name, gradient, gradients[name]);
            }
        }
    }

    [Theory]
    [InlineData("lenet_bn")]
    [InlineData("lenet")]
    public void A_step_moves_by_rate_times_gradient_and_updates_the_running_statistics(string network)
    {
        Sequential model = Create(network);
        FixtureCase batch = FixtureFile.Load($"{network}_batch").Case("batch");
        FixtureFile gradients = FixtureFile.Load($"{network}_gradients");
        Dictionary<string, float[]> before = model.NamedParameters().ToDictionary(entry => entry.Name, entry => entry.Parameter.ToArray());
        double rate = batch.Number("lr");
        Step(model, new Sgd(model, new SgdOptions { LearningRate = rate }), batch, 1);
        foreach ((string name, Parameter parameter) in model.NamedParameters())
        {
            double[] expected = [.. before[name].Zip(gradients[name].Values, (w, g) => w - (rate * g))];
            ParityRun.Check(name, parameter, gradients[name] with { Values = expected });
        }

        if (network == "lenet_bn")
        {
            Assert.Equal(12, CheckBuffers(model, FixtureFile.Load("lenet_bn_after1")).Count);
        }
    }

    [Fact]
    public void The_state_of_the_normalized_network_agrees_after_four_steps()
    {
        Sequential model = Create("lenet_bn");
        FixtureCase batch = FixtureFile.Load("lenet_bn_batch").Case("batch");
        FixtureFile expected = FixtureFile.Load("lenet_bn_after4");
        var optimizer = new Sgd(model, new SgdOptions { LearningRate = batch.Number("lr") });
        for (int step = 1; step <= (int)batch.Number("steps"); step++)
        {
            Step(model, optimizer, batch, step);
        }

        List<string> names = CheckBuffers(model, expected);
        foreach ((string name, Parameter parameter) in model.NamedParameters())
        {
            names.Add(name);
            if (IsBeta(model, name))
            {
                // β starts at zero and is still small: of what four steps of rounding leave in it, PyTorch's own float32 run has 5·10⁻⁵ of
                // ‖β‖.
                double scale = Closeness.Norm(expected[name.Replace("bias", "weight")].Values);
                Closeness.CheckAgainstScale(name, parameter.ToArray(), expected[name], scale);
            }
            else
            {
                ParityRun.Check(name, parameter, expected[name]);
            }
        }

        Assert.Equal(expected.Names.Order(), names.Order());
    }

    [Theory]
    [InlineData("lenet_bn", BatchNormPlacement.All)]
    [InlineData("lenet", BatchNormPlacement.None)]
    public void The_catalogued_network_is_the_same_function(string network, BatchNormPlacement placement)
    {
        Sequential source = Create(network);
        Sequential model = LeNet.Create(new ModelOptions { BatchNorm = placement });
        foreach ((Parameter target, Parameter values) in model.NamedParameters()
            .Zip(source.NamedParameters(), (a, b) => (a.Parameter, b.Parameter)))
        {
            Assert.Equal(values.Shape, target.Shape);
            values.AsSpan().CopyTo(target.AsSpan());
        }

        FixtureCase batch = FixtureFile.Load($"{network}_batch").Case("batch");
        using var run = new ParityRun("cpu");
        ParityRun.Check("logits", model.Forward(run.Tape.Input(Images(batch, 1))), batch["logits"]);
    }

    /// <summary>The network under the names of PyTorch's <c>nn.Sequential</c>, in the initial state of the fixture.</summary>
    private static Sequential Create(string network)
    {
        bool normalized = network == "lenet_bn";
        Sequential withNorms = Build(normalized: true);
        using (SafetensorsFile file = SafetensorsFile.Open(
            Path.Combine(AppContext.BaseDirectory, "Fixtures", "lenet_bn_initial.safetensors")))
        {
            ModuleState.Restore(file, withNorms);
        }

        if (normalized)
        {
            return withNorms;
        }

        Sequential plain = Build(normalized: false);
        IEnumerable<Parameter> shared = withNorms.Layers.Where(layer => layer is not BatchNorm)
            .SelectMany(layer => layer.NamedParameters())
            .Select(p => p.Parameter);
        foreach ((Parameter target, Parameter values) in plain.NamedParameters().Select(entry => entry.Parameter).Zip(shared))
        {
            values.AsSpan().CopyTo(target.AsSpan());
        }

        return plain;
    }

    private static Sequential Build(bool normalized)
    {
        List<Module> layers = [];
        Hidden(new Conv2d(1, 6, 5), 6);
        layers.Add(new AveragePool2d(2));
        Hidden(new Conv2d(6, 16, 5), 16);
        layers.Add(new AveragePool2d(2));
        layers.Add(new Flatten());
        Hidden(new Linear(256, 120), 120);
        Hidden(new Linear(120, 84), 84);
        layers.Add(new Linear(84, 10));
        return new Sequential([.. layers]);

        void Hidden(Module affine, int channels)
        {
            layers.Add(affine);
            if (normalized)
            {
                layers.Add(new BatchNorm(channels));
            }

            layers.Add(new Sigmoid());
        }
    }

    private static void Step(Sequential model, Sgd optimizer, FixtureCase batch, int step)
    {
        model.ClearGradients();
        using var run = new ParityRun("cpu");
        Tensor logits = model.Forward(run.Tape.Input(Images(batch, step)));
        run.Tape.Backward(new CrossEntropyLoss().Forward(logits, batch[$"labels{step}"].Integers));
        optimizer.Step();
    }

    /// <summary>Checks running statistics and counters; gives the names of those it saw.</summary>
    private static List<string> CheckBuffers(Sequential model, FixtureFile expected)
    {
        List<string> names = [];
        foreach ((string name, Tensor buffer) in model.NamedBuffers())
        {
            ParityRun.Check(name, buffer, expected[name]);
            names.Add(name);
        }

        foreach ((string name, Counter counter) in model.NamedCounters())
        {
            Assert.Equal(expected[name].Scalar, counter.Value);
            names.Add(name);
        }

        return names;
    }

    private static Tensor Images(FixtureCase batch, int step)
    {
        Tensor images = ParityRun.Ordinary(batch[$"images{step}"]);
        Assert.Equal(Batch, images.Shape[0]);
        return images;
    }

    /// <summary>A bias directly before batch normalization.</summary>
    private static bool IsRedundantBias(Sequential model, string name) =>
        name.EndsWith(".bias", StringComparison.Ordinal) && model.Layers.ElementAtOrDefault(IndexOf(name) + 1) is BatchNorm;

    private static bool IsBeta(Sequential model, string name) =>
        name.EndsWith(".bias", StringComparison.Ordinal) && model.Layers[IndexOf(name)] is BatchNorm;

    private static int IndexOf(string name) => int.Parse(name.Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);
}
