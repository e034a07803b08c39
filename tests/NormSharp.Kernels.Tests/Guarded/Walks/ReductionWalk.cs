using NormSharp.Kernels.Limits;
using NormSharp.Kernels.Optimizers;
using NormSharp.Kernels.Random;
using NormSharp.Kernels.Reductions;
using NormSharp.Kernels.Softmax;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Guarded.Walks;

/// <summary>Sums, maxima, softmax, dropout, optimizers and the copying loop.</summary>
internal sealed class ReductionWalk : IGuardedWalk
{
    public void Run(GuardedCase c)
    {
        Reduce(c);
        Softmax(c);
        Flat(c);
    }

    private static void Reduce(GuardedCase c)
    {
        int outer = c.Extent(0, 20), reduce = c.Extent(), inner = c.Coin() ? 1 : c.Extent();
        string sizes = $"[{outer}, {reduce}, {inner}]";
        Span<float> x = c.Floats(outer * reduce * inner), y = c.Floats(outer * inner);
        c.Say("SumKernel.Apply", sizes);
        SumKernel.Apply(c.Team, outer, reduce, inner, x, y);
        c.Say("MaxKernel.Apply", sizes);
        MaxKernel.Apply(c.Team, outer, reduce, inner, x, y, c.Coin() ? default : c.Integers(y.Length, 1));
    }

    private static void Softmax(GuardedCase c)
    {
        int rows = c.Extent(0, 40), classes = c.Extent();
        string sizes = $"{rows} rows of {classes}";
        Span<float> x = c.Floats(rows * classes), y = c.Floats(rows * classes), dx = c.Floats(rows * classes);
        c.Say("LogSoftmax.Apply", sizes);
        LogSoftmax.Apply(c.Team, rows, classes, x, y);
        Span<int> labels = c.Integers(rows, classes);
        Span<float> weights = c.Floats(classes);
        foreach (ref float weight in weights)
        {
            weight = Math.Abs(weight) + 0.1f;
        }

        float smoothing = c.Coin() ? 0.1f : 0;
        ReadOnlySpan<float> given = c.Coin() ? weights : default;
        c.Say("SoftmaxCrossEntropy.Forward", sizes);
        _ = SoftmaxCrossEntropy.Forward(c.Team, rows, classes, x, new(labels, given, smoothing), y);
        c.Say("SoftmaxCrossEntropy.Backward", sizes);
        SoftmaxCrossEntropy.Backward(c.Team, rows, classes, y, new(labels, given, smoothing), 1, dx);
    }

    private static void Flat(GuardedCase c)
    {
        int length = c.Random.Next(12) == 0 ? c.Random.Next(30_000, 50_000) : c.Extent(0, 400) * c.Random.Next(1, 12);
        Span<float> x = c.Floats(length), y = c.Floats(length), first = c.Floats(length), second = c.Floats(length);
        c.Say("SumOfSquaresKernel.Apply", $"{length}");
        _ = SumOfSquaresKernel.Apply(c.Team, x);
        c.Say("AllFiniteKernel.Apply", $"{length}");
        _ = AllFiniteKernel.Apply(c.Team, x);
        c.Say("DropoutKernel.Apply", $"{length}");
        DropoutKernel.Apply(c.Team, 3, 5, 0.3f, x, y, first);
        var sgd = new SgdStep(0.1, c.Coin() ? 0.9 : 0, 0, c.Coin(), c.Coin() ? 0.01 : 0, 1, c.Coin());
        c.Say("SgdKernel.Update", $"{length}, {sgd}");
        SgdKernel.Update(c.Team, x, y, sgd.Momentum == 0 ? default : first, sgd with { Nesterov = sgd.Nesterov && sgd.Momentum != 0 });
        var adam = new AdamStep(0.1, 0.9, 0.99, 1e-8, c.Coin() ? 0.01 : 0, 1, 3) { Decoupled = c.Coin() };
        c.Say("AdamKernel.Update", $"{length}, {adam}");
        AdamKernel.Update(c.Team, x, y, first, second, adam);
        bool streaming = c.Coin();
        c.Say("CopyLoop.Run", $"{length}, streaming {streaming}");
        CopyLoop.Run(c.Team, x, y, streaming);
    }
}
