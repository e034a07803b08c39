using System.Runtime.CompilerServices;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Optimizers;

/// <summary>Adam and AdamW in one pass over a parameter.</summary>
/// <remarks>
/// <code>
/// g ← s·g + λ·θ                 (Adam)      or      θ ← θ − η·λ·θ      (AdamW)
/// m ← β₁·m + (1 − β₁)·g
/// v ← β₂·v + (1 − β₂)·g²
/// θ ← θ − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
/// </code>
/// Reads 16 and writes 12 bytes a number. The spans must not overlap. The bias corrections are computed in double, once. Elementwise,
/// so the result is the same for any number of threads. Reference twin: <c>ReferenceOptimizers.Adam</c>, in the tests.
/// </remarks>
internal static unsafe class AdamKernel
{
    /// <summary>Takes one step.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="parameter">θ.</param>
    /// <param name="gradient">g; not changed.</param>
    /// <param name="firstMoment">m; zeros before the first step.</param>
    /// <param name="secondMoment">v; zeros before the first step.</param>
    /// <param name="step">The step's numbers.</param>
    /// <exception cref="ArgumentException">A length differs from the parameter's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step's number is below 1.</exception>
    public static void Update(
        ThreadTeam team,
        Span<float> parameter,
        ReadOnlySpan<float> gradient,
        Span<float> firstMoment,
        Span<float> secondMoment,
        in AdamStep step)
    {
        Guard.Length(gradient.Length, parameter.Length, nameof(gradient));
        Guard.Length(firstMoment.Length, parameter.Length, nameof(firstMoment));
        Guard.Length(secondMoment.Length, parameter.Length, nameof(secondMoment));
        ArgumentOutOfRangeException.ThrowIfLessThan(step.Step, 1, nameof(step));
        fixed (float* p = parameter, g = gradient, m = firstMoment, v = secondMoment)
        {
            team.ForElements(parameter.Length, new Body(p, g, m, v, step));
        }
    }

    private readonly struct Body(float* parameter, float* gradient, float* first, float* second, in AdamStep step) : IElementBody
    {
        private readonly float* _parameter = parameter;
        private readonly float* _gradient = gradient;
        private readonly float* _first = first;
        private readonly float* _second = second;
        private readonly float _scale = (float)step.GradientScale;
        private readonly float _addedDecay = step.Decoupled ? 0 : (float)step.WeightDecay;
        private readonly float _keep = step.Decoupled ? (float)(1 - (step.LearningRate * step.WeightDecay)) : 1;
        private readonly float _beta1 = (float)step.Beta1;
        private readonly float _beta2 = (float)step.Beta2;
        private readonly float _intake1 = (float)(1 - step.Beta1);
        private readonly float _intake2 = (float)(1 - step.Beta2);
        private readonly float _rate = (float)(-step.LearningRate / (1 - Math.Pow(step.Beta1, step.Step)));
        private readonly float _rootCorrection = (float)(1 / Math.Sqrt(1 - Math.Pow(step.Beta2, step.Step)));
        private readonly float _epsilon = (float)step.Epsilon;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<TS, TV, TLanes>(int i, TLanes lanes)
            where TS : struct, ISimd<TV>
            where TV : struct
            where TLanes : struct, ILanes<TV>
        {
            TV p = lanes.Load(_parameter + i);
            TV g = TS.Multiply(TS.Broadcast(_scale), lanes.Load(_gradient + i));
            g = TS.MultiplyAdd(TS.Broadcast(_addedDecay), p, g);
            p = TS.Multiply(TS.Broadcast(_keep), p);
            TV m = TS.MultiplyAdd(TS.Broadcast(_intake1), g, TS.Multiply(TS.Broadcast(_beta1), lanes.Load(_first + i)));
            TV v = TS.MultiplyAdd(
                TS.Multiply(TS.Broadcast(_intake2), g), g, TS.Multiply(TS.Broadcast(_beta2), lanes.Load(_second + i)));
            lanes.Store(m, _first + i);
            lanes.Store(v, _second + i);
            TV denominator = TS.MultiplyAdd(TS.Sqrt(v), TS.Broadcast(_rootCorrection), TS.Broadcast(_epsilon));
            lanes.Store(TS.MultiplyAdd(TS.Broadcast(_rate), TS.Divide(m, denominator), p), _parameter + i);
        }
    }
}
