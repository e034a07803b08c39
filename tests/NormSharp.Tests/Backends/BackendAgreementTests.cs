using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Tests.Backends;

/// <summary>
/// Every operation on the CPU agrees with the reference, values and gradients: kernels in float32 on one side, composed defaults in
/// double on the other.
/// </summary>
public class BackendAgreementTests
{
    private static readonly Dictionary<string, (Func<Tensor[], Tensor> Function, int[][] Shapes)> Cases = new()
    {
        ["add, both broadcast"] = (x => x[0] + x[1], [[3, 1, 5], [4, 1]]),
        ["subtract a row"] = (x => x[0] - x[1], [[7, 33], [33]]),
        ["multiply by a column"] = (x => x[0] * x[1], [[7, 33], [7, 1]]),
        ["divide"] = (x => x[0] / (x[1].Square() + 1f), [[5, 4, 3], [5, 1, 3]]),
        ["divide by a scalar, and a scalar by it"] = (x => (x[0] / 3f) + (2f / (x[0].Square() + 1f)), [[17]]),
        ["maximum"] = (x => x[0].Maximum(x[1]), [[6, 16], [16]]),
        ["minimum"] = (x => x[0].Minimum(x[1]), [[6, 16], [6, 1]]),
        ["select"] = (x => x[0].GreaterThan(x[1]).Select(x[0], x[1] * 3f), [[4, 17], [17]]),
        ["exp, log, sqrt"] = (x => (x[0].Exp() + 1f).Log() + (x[0].Square() + 0.5f).Sqrt(), [[101]]),
        ["reciprocals"] = (x => (x[0].Square() + 1f).Reciprocal() + (x[0].Square() + 1f).ReciprocalSqrt(), [[50]]),
        ["abs, sign"] = (x => x[0].Abs() * x[0].Sign(), [[65]]),
        ["relu"] = (x => x[0].Relu(), [[130]]),
        ["leaky relu"] = (x => x[0].LeakyRelu(0.2f), [[130]]),
        ["sigmoid"] = (x => x[0].Sigmoid(), [[130]]),
        ["tanh"] = (x => x[0].Tanh(), [[130]]),
        ["gelu"] = (x => x[0].Gelu(), [[130]]),
        ["silu"] = (x => x[0].Silu(), [[130]]),
        ["sum, middle axis"] = (x => x[0].Sum([1]), [[3, 4, 5]]),
        ["sum, outer and inner axis"] = (x => x[0].Sum([0, -1], keepDim: true), [[3, 4, 5]]),
        ["mean of a transpose"] = (x => x[0].Transpose(0, 2).Mean([1]), [[3, 4, 5]]),
        ["population variance"] = (x => x[0].PopulationVariance([0, 2]), [[3, 4, 5]]),
        ["unbiased variance"] = (x => x[0].UnbiasedVariance([1], keepDim: true), [[3, 4, 5]]),
        ["maximum over two axes"] = (x => x[0].Max([0, 2]), [[3, 4, 5]]),
        ["maximum over all"] = (x => x[0].Max(), [[3, 4, 5]]),
        ["matmul"] = (x => x[0].MatMul(x[1]), [[7, 19], [19, 5]]),
        ["matmul of transposes"] = (x => x[0].Transpose().MatMul(x[1].Transpose()), [[19, 7], [5, 19]]),
        ["matmul, batched, one side broadcast"] = (x => x[0].MatMul(x[1]), [[4, 3, 7, 6], [3, 6, 5]]),
        ["matmul, one right operand for all"] = (x => x[0].MatMul(x[1]), [[4, 7, 6], [6, 5]]),
        ["reshape, slice, concat, pad"] =
            (x => Views.Concat(1, x[0].Reshape(4, 6), x[0].Reshape(4, 6).Slice(1, 1, 6, 2).Pad(0, 1, 2).Slice(0, 1, 5)), [[2, 12]]),
        ["pad and crop with a constant"] =
            (x => x[0].PadConstant(new Margins([1, -2, 0], [-1, 3, 2]), 0.5), [[2, 3, 5, 4]]),
        ["expand"] = (x => x[0].Expand([4, 3, 5]) * x[1], [[3, 1], [4, 3, 5]]),
        ["linear"] = (x => x[0].Linear(x[1], x[2]), [[4, 3, 20], [10, 20], [10]]),
        ["conv, padding and stride"] =
            (x => x[0].Conv2d(x[1], x[2], new ConvolutionSettings { Stride = (2, 1), Padding = (1, 2) }),
                [[2, 3, 9, 8], [4, 3, 3, 5], [4]]),
        ["conv, dilation and groups"] =
            (x => x[0].Conv2d(x[1], null, new ConvolutionSettings { Dilation = 2, Groups = 2 }), [[2, 4, 9, 9], [6, 2, 3, 3]]),
        ["conv, depthwise"] =
            (x => x[0].Conv2d(x[1], x[2], new ConvolutionSettings { Padding = 1, Groups = 5 }), [[2, 5, 6, 7], [5, 1, 3, 3], [5]]),
        ["max pool, overlapping"] = (x => x[0].MaxPool2d(new PoolingSettings(3, 2, 1)), [[2, 3, 9, 8]]),
        ["max pool"] = (x => x[0].MaxPool2d(new PoolingSettings(2, 2, 0)), [[2, 3, 8, 8]]),
        ["average pool"] = (x => x[0].AveragePool2d(new PoolingSettings(2, 2, 0)), [[2, 3, 8, 9]]),
        ["average pool, padding not counted"] =
            (x => x[0].AveragePool2d(new PoolingSettings(3, 2, 1), countPadding: false), [[2, 3, 7, 8]]),
        ["average pool, padding counted"] = (x => x[0].AveragePool2d(new PoolingSettings(3, 1, 1)), [[2, 3, 7, 8]]),
        ["global average pool"] = (x => x[0].GlobalAveragePool2d(), [[2, 3, 7, 8]]),
        ["log softmax"] = (x => x[0].LogSoftmax(), [[6, 11]]),
        ["softmax"] = (x => x[0].Softmax(), [[2, 3, 11]]),
        ["cross-entropy"] = (x => x[0].CrossEntropy(new[] { 0, 4, 2 }), [[3, 5]]),
        ["cross-entropy, smoothed and weighted"] =
            (x => x[0].CrossEntropy(new[] { 0, 4, 2 }, new CrossEntropy(0.1f, Tensor.From(1, 2, 3, 4, 5))), [[3, 5]]),
        ["dropout"] = (x => x[0].Dropout(0.3, 5, 6), [[1000]]),
        ["batch norm, linear"] = (x => BatchNorm(x, ActivationKind.Identity), [[9, 20], [20], [20]]),
        ["batch norm, sigmoid"] = (x => BatchNorm(x, ActivationKind.Sigmoid), [[5, 6, 4, 7], [6], [6]]),
        ["batch norm, relu"] = (x => BatchNorm(x, ActivationKind.Relu), [[5, 6, 4, 7], [6], [6]]),
        ["batch norm, gelu"] = (x => BatchNorm(x, ActivationKind.Gelu), [[5, 3, 17], [3], [3]]),
        ["batch norm, silu"] = (x => BatchNorm(x, ActivationKind.Silu), [[2, 3, 2, 2, 5], [3], [3]]),
        ["batch norm without γ and β"] =
            (x => x[0].Normalize(x[0].BatchStatistics(), 1e-5, null, null, Activation.Identity), [[5, 3, 17]]),
        ["normalize with constants"] =
            (x => x[0].Normalize(Constants, x[1], x[2], new Activation(ActivationKind.Tanh)),
                [[5, 3, 17], [3], [3]]),
        ["layer norm, identity"] = (x => Rows(x, true, ActivationKind.Identity), [[9, 33], [33], [33]]),
        ["layer norm, relu"] = (x => Rows(x, true, ActivationKind.Relu), [[3, 7, 17], [17], [17]]),
        ["layer norm, sigmoid"] = (x => Rows(x, true, ActivationKind.Sigmoid), [[140, 20], [20], [20]]),
        ["layer norm, gelu"] = (x => Rows(x, true, ActivationKind.Gelu), [[5, 100], [100], [100]]),
        ["layer norm over two dimensions of a transpose"] = (x => x[0].Transpose(0, 2).LayerNormalize(2, 1e-5), [[4, 3, 5]]),
        ["rms norm, identity"] = (x => Rows(x, false, ActivationKind.Identity), [[9, 33], [33], [33]]),
        ["rms norm, tanh"] = (x => Rows(x, false, ActivationKind.Tanh), [[9, 16], [16], [16]]),
        ["rms norm, silu"] = (x => Rows(x, false, ActivationKind.Silu), [[5, 15], [15], [15]]),
        ["rms norm without γ and β"] = (x => x[0].RmsNormalize(1, 1e-5), [[3, 4, 5]]),
        ["group norm, identity"] = (x => Groups(x, 3, ActivationKind.Identity), [[4, 6, 5, 7], [6], [6]]),
        ["group norm, relu"] = (x => Groups(x, 2, ActivationKind.Relu), [[2, 6, 3], [6], [6]]),
        ["group norm, sigmoid"] = (x => Groups(x, 1, ActivationKind.Sigmoid), [[3, 4, 33], [4], [4]]),
        ["group norm, leaky relu"] = (x => Groups(x, 4, ActivationKind.LeakyRelu), [[3, 4, 2, 9], [4], [4]]),
        ["group norm, gelu"] = (x => Groups(x, 2, ActivationKind.Gelu), [[5, 8], [8], [8]]),
        ["group norm of a transpose"] =
            (x => x[0].Transpose(1, 2).NormalizeGroups(x[0].Transpose(1, 2).GroupStatistics(2), 1e-5, x[1]), [[3, 5, 4], [4]]),
        ["ghost batch norm"] = (x => Parts(x, [2, 3, 1]), [[6, 4, 3, 5], [4], [4]]),
        ["batch renorm"] = (Renormalized, [[5, 3, 17], [3], [3]]),
        ["local response"] = (x => x[0].LocalResponseNormalize(new ResponseWindow(5, 0.9f, 0.75f, 1.5f)), [[3, 7, 5, 4]]),
        ["local response, even window, other power"] =
            (x => x[0].LocalResponseNormalize(new ResponseWindow(4, 0.7f, 1.25f, 0.5f)), [[2, 9, 17]]),
        ["local response of a transpose"] =
            (x => x[0].Transpose(1, 2).LocalResponseNormalize(new ResponseWindow(3, 0.7f, 0.75f, 1)), [[2, 9, 5]]),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    private static StoredStatistics Constants => new(Tensor.From(0.1f, -0.2f, 0.3f), Tensor.From(1.5f, 0.7f, 1.1f), 1e-5);

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_and_gradients_agree(string name)
    {
        (Func<Tensor[], Tensor> function, int[][] shapes) = Cases[name];
        using var cpu = new CpuBackend(2);
        using var reference = new ReferenceBackend();
        List<double[]> expected = Run(reference, function, shapes);
        List<double[]> actual = Run(cpu, function, shapes);
        for (int i = 0; i < expected.Count; i++)
        {
            double norm = Math.Sqrt(expected[i].Sum(e => e * e));
            double difference = Math.Sqrt(expected[i].Zip(actual[i], (e, a) => (e - a) * (e - a)).Sum());
            Expect.True(
                difference <= 2e-6 * Math.Max(norm, 1e-3),
                $"{(i == 0 ? "output" : $"gradient {i - 1}")}: ‖difference‖ {difference:E2}, ‖reference‖ {norm:E2}");
        }
    }

    private static Tensor BatchNorm(Tensor[] x, ActivationKind activation)
        => x[0].Normalize(x[0].BatchStatistics(), 1e-5, x[1], x[2], new Activation(activation));

    private static Tensor Rows(Tensor[] x, bool centered, ActivationKind activation) => centered
        ? x[0].LayerNormalize(1, 1e-5, x[1], x[2], new Activation(activation))
        : x[0].RmsNormalize(1, 1e-5, x[1], x[2], new Activation(activation));

    private static Tensor Groups(Tensor[] x, int groups, ActivationKind activation)
        => x[0].NormalizeGroups(x[0].GroupStatistics(groups), 1e-5, x[1], x[2], new Activation(activation));

    private static Tensor Parts(Tensor[] x, int[] rows)
        => x[0].NormalizeInParts(rows, x[0].StatisticsInParts(rows), 1e-5, x[1], x[2], new Activation(ActivationKind.Relu));

    private static Tensor Renormalized(Tensor[] x)
    {
        BatchStatistics statistics = x[0].BatchStatistics();
        var correction = RenormCorrection.Between(Tape.Of(x[0]), statistics, Constants, rMax: 1.2, dMax: 0.3);
        return x[0].Normalize(statistics, 1e-5, x[1] * correction.R, (x[1] * correction.D) + x[2], Activation.Identity);
    }

    private static List<double[]> Run(Backend backend, Func<Tensor[], Tensor> function, int[][] shapes)
    {
        using var tape = new Tape(backend);
        Tensor[] leaves = [.. shapes.Select((shape, i) => tape.Watch(RandomTensor.Normal((ulong)i + 1, Shape.Create(shape))))];
        Tensor y = function(leaves);
        tape.Backward(y, RandomTensor.Normal(100, y.Shape));
        return [Read(y), .. leaves.Select(leaf => Read(tape.GradientOf(leaf)!))];

        double[] Read(Tensor tensor)
        {
            var values = new double[tensor.Length];
            backend.Read(tensor, values);
            return values;
        }
    }
}
