using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Elementwise;

/// <summary>Activation functions over a span, and their gradients.</summary>
/// <remarks>
/// Elementwise, so the result is the same for any number of threads. Outputs may be the same memory as an input. Reference twin:
/// <see cref="Reference.ReferenceActivation"/>.
/// </remarks>
internal static class ActivationKernel
{
    /// <summary>y = f(x). GELU and SiLU give NaN at −∞, where their formulas are −∞·0.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="activation">f.</param>
    /// <param name="x">The input.</param>
    /// <param name="y">The output, as long as <paramref name="x"/>; may be <paramref name="x"/> itself.</param>
    /// <exception cref="ArgumentException">The lengths differ, or x and y overlap shifted.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="activation"/> is not a known function.</exception>
    public static void Apply(ThreadTeam team, Activation activation, ReadOnlySpan<float> x, Span<float> y)
    {
        var visitor = new EpilogueForward(team, x, y);
        activation.Dispatch(ref visitor);
    }

    /// <summary>dx = f′(x)·dy.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="activation">f.</param>
    /// <param name="x">The input of f, before the activation; not read, and may be empty, unless <see cref="GradientNeedsInput"/>.</param>
    /// <param name="y">The output of f; not read, and may be empty, unless <see cref="GradientNeedsOutput"/>.</param>
    /// <param name="dy">The gradient of the output.</param>
    /// <param name="dx">Receives the gradient of the input; may be the same memory as any of the three.</param>
    /// <exception cref="ArgumentException">The lengths differ, or dx overlaps an input shifted.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="activation"/> is not a known function.</exception>
    public static void Gradient(
        ThreadTeam team, Activation activation, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx)
    {
        var visitor = new EpilogueGradient(team, x, y, dy, dx);
        activation.Dispatch(ref visitor);
    }

    /// <summary>Whether the gradient reads the function's input, so that a caller must keep it.</summary>
    public static bool GradientNeedsInput(Activation activation) => Needs(activation).Input;

    /// <summary>Whether the gradient reads the function's output, so that a caller must keep it.</summary>
    public static bool GradientNeedsOutput(Activation activation) => Needs(activation).Output;

    private static EpilogueNeeds Needs(Activation activation)
    {
        EpilogueNeeds needs = default;
        activation.Dispatch(ref needs);
        return needs;
    }
}
