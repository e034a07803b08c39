using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Parity;

/// <summary>Activations against PyTorch, over ordinary values as one norm, over tiny and far ones number by number.</summary>
public sealed class ActivationParityTests
{
    public static TheoryData<string, string> Cases => ParityRun.Cases("activations");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Output_and_gradient_agree(string name, string backend)
    {
        FixtureCase fixture = FixtureFile.Load("activations").Case(name);
        Module layer = fixture.Text("function") switch
        {
            "sigmoid" => new Sigmoid(),
            "relu" => new Relu(),
            "leaky_relu" => new LeakyRelu((float)fixture.Number("slope")),
            "tanh" => new Tanh(),
            "gelu" => new Gelu(),
            _ => new Silu(),
        };
        LayerParity.Check(fixture, backend, layer);
        using var run = new ParityRun(backend);
        Tensor x = run.Watch(fixture["x"]);
        Tensor y = layer.Forward(x);
        run.Backward(y, fixture["dy"]);
        CheckEach("y", y.ToArray(), fixture["y"].Values, fixture["x"].Values);
        CheckEach("dx", run.Tape.GradientOf(x)!.ToArray(), fixture["dx"].Values, fixture["x"].Values);
    }

    /// <summary>The norm over 10⁴ and 10⁻⁶ sees only the large ones. A tail that rounds to zero in float32 may do so.</summary>
    private static void CheckEach(string what, float[] actual, double[] expected, double[] x)
    {
        for (int i = 0; i < actual.Length; i++)
        {
            double error = Math.Abs(actual[i] - expected[i]);
            Expect.True(
                error <= 1e-7 + (Closeness.Bound * Math.Abs(expected[i])),
                    $"{what} at x = {x[i]}: {actual[i]}, the reference has {expected[i]}");
        }
    }
}
