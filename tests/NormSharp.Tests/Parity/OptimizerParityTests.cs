using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Optimizers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Parity;

/// <summary>Optimizers and gradient clipping against PyTorch, over given gradients.</summary>
public sealed class OptimizerParityTests
{
    private const int Steps = 5;

    public static TheoryData<string> Cases => FixtureFile.CasesOf("optimizers");

    public static TheoryData<string> ClippingCases => FixtureFile.CasesOf("clipping");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parameters_agree_after_each_of_five_steps(string name)
    {
        FixtureCase fixture = FixtureFile.Load("optimizers").Case(name);
        var weight = new Parameter(ParityRun.Ordinary(fixture["weight"]));
        var bias = new Parameter(ParityRun.Ordinary(fixture["bias"]));
        Optimizer optimizer = Create(fixture, [new ParameterGroup { Parameters = [("weight", weight), ("bias", bias)] }]);
        for (int step = 1; step <= Steps; step++)
        {
            SetGradient(weight, fixture[$"step{step}.dWeight"]);
            SetGradient(bias, fixture[$"step{step}.dBias"]);
            optimizer.Step();
            ParityRun.Check($"step{step}.weight", weight, fixture[$"step{step}.weight"]);
            ParityRun.Check($"step{step}.bias", bias, fixture[$"step{step}.bias"]);
        }
    }

    [Theory]
    [MemberData(nameof(ClippingCases))]
    public void Clipped_gradients_agree(string name)
    {
        FixtureCase fixture = FixtureFile.Load("clipping").Case(name);
        Parameter[] parameters = [Zero(fixture["dWeight"]), Zero(fixture["dBias"])];
        double scale = 1;
        if (fixture.Text("kind") == "norm")
        {
            double norm = GradientClipping.Norm(parameters);
            Assert.Equal(1, norm / fixture["norm"].Scalar, Closeness.Bound);
            scale = GradientClipping.ScaleForNorm(norm, fixture.Number("limit"));
        }
        else
        {
            GradientClipping.ClipValues(parameters, (float)fixture.Number("limit"));
        }

        // A plain step of rate 1 from zero leaves the negated gradient.
        new Sgd([new ParameterGroup { Parameters = [("w", parameters[0]), ("b", parameters[1])] }], new SgdOptions { LearningRate = 1 })
            .Step(scale);
        ParityRun.Check("clippedWeight", Negated(parameters[0]), fixture["clippedWeight"]);
        ParityRun.Check("clippedBias", Negated(parameters[1]), fixture["clippedBias"]);
    }

    [Fact]
    public void A_group_has_its_own_decay_and_rate()
    {
        FixtureCase fixture = FixtureFile.Load("optimizers").Case("sgd_weight_decay");
        double rate = fixture.Number("lr");
        var weight = new Parameter(ParityRun.Ordinary(fixture["weight"]));
        var bias = new Parameter(ParityRun.Ordinary(fixture["bias"]));
        var optimizer = new Sgd(
            [
                new ParameterGroup { Parameters = [("weight", weight)], LearningRateScale = 0.5 },
                new ParameterGroup { Parameters = [("bias", bias)], WeightDecay = 0 },
            ],
            new SgdOptions { LearningRate = 2 * rate, WeightDecay = fixture.Number("weight_decay") });
        SetGradient(weight, fixture["step1.dWeight"]);
        SetGradient(bias, fixture["step1.dBias"]);
        optimizer.Step();
        ParityRun.Check("weight", weight, fixture["step1.weight"]);
        double[] moved = [.. fixture["bias"].Values.Zip(fixture["step1.dBias"].Values, (b, g) => b - (2 * rate * g))];
        ParityRun.Check("bias", bias, new FixtureTensor([moved.Length], moved));
    }

    private static Optimizer Create(FixtureCase fixture, IReadOnlyList<ParameterGroup> groups)
    {
        if (fixture.Text("kind") == "sgd")
        {
            return new Sgd(groups, new SgdOptions
            {
                LearningRate = fixture.Number("lr"),
                Momentum = fixture.Number("momentum"),
                Dampening = fixture.Number("dampening"),
                Nesterov = fixture.Flag("nesterov"),
                WeightDecay = fixture.Number("weight_decay"),
            });
        }

        JsonNode? betas = fixture.Options["betas"];
        var options = new AdamOptions
        {
            LearningRate = fixture.Number("lr"),
            Beta1 = (double?)betas?[0] ?? 0.9,
            Beta2 = (double?)betas?[1] ?? 0.999,
            Epsilon = fixture.Number("eps", absent: 1e-8),
            WeightDecay = fixture.Number("weight_decay"),
        };
        return fixture.Text("kind") == "adam" ? new Adam(groups, options) : new AdamW(groups, options);
    }

    private static Parameter Zero(FixtureTensor gradient)
    {
        var parameter = new Parameter(Shape.Create(gradient.Shape));
        SetGradient(parameter, gradient);
        return parameter;
    }

    private static Tensor Negated(Parameter parameter) => Tensor.From([.. parameter.ToArray().Select(value => -value)], parameter.Shape);

    private static void SetGradient(Parameter parameter, FixtureTensor gradient)
    {
        parameter.ClearGradient();
        using var tape = new Tape();
        tape.Backward(parameter.On(tape.Input([0f], [1])), tape.Input(gradient.Floats, parameter.Shape));
    }
}
