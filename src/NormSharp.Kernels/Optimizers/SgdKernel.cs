using System.Runtime.CompilerServices;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Optimizers;

/// <summary>Stochastic gradient descent in one pass over a parameter.</summary>
/// <remarks>
/// <code>
/// g ← s·g + λ·θ
/// v ← g at the first step, else μ·v + (1 − τ)·g        (with momentum)
/// d ← g + μ·v with Nesterov, else v; g without momentum
/// θ ← θ − η·d
/// </code>
/// Reads 12 and writes 8 bytes a number with momentum, reads 8 and writes 4 without. The spans must not overlap. Elementwise, so the
/// result is the same for any number of threads. Reference twin: <c>ReferenceOptimizers.Sgd</c>, in the tests.
/// </remarks>
internal static unsafe class SgdKernel
{
    /// <summary>Takes one step.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="parameter">θ.</param>
    /// <param name="gradient">g; not changed.</param>
    /// <param name="velocity">v, as long as θ; empty without momentum.</param>
    /// <param name="step">The step's numbers.</param>
    /// <exception cref="ArgumentException">
    /// A length differs from the parameter's, or the velocity's presence does not match the momentum.
    /// </exception>
    public static void Update(
        ThreadTeam team, Span<float> parameter, ReadOnlySpan<float> gradient, Span<float> velocity, in SgdStep step)
    {
        Guard.Length(gradient.Length, parameter.Length, nameof(gradient));
        Guard.Length(velocity.Length, step.Momentum != 0 ? parameter.Length : 0, nameof(velocity));
        fixed (float* p = parameter, g = gradient, v = velocity)
        {
            if (step.Momentum == 0)
            {
                team.ForElements(parameter.Length, new Plain(p, g, step));
            }
            else
            {
                team.ForElements(parameter.Length, new WithMomentum(p, g, v, step));
            }
        }
    }

    private readonly struct Plain(float* parameter, float* gradient, in SgdStep step) : IElementBody
    {
        private readonly float* _parameter = parameter;
        private readonly float* _gradient = gradient;
        private readonly float _scale = (float)step.GradientScale;
        private readonly float _decay = (float)step.WeightDecay;
        private readonly float _rate = (float)-step.LearningRate;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<TS, TV, TLanes>(int i, TLanes lanes)
            where TS : struct, ISimd<TV>
            where TV : struct
            where TLanes : struct, ILanes<TV>
        {
            TV p = lanes.Load(_parameter + i);
            TV g = TS.Multiply(TS.Broadcast(_scale), lanes.Load(_gradient + i));
            g = TS.MultiplyAdd(TS.Broadcast(_decay), p, g);
            lanes.Store(TS.MultiplyAdd(TS.Broadcast(_rate), g, p), _parameter + i);
        }
    }

    private readonly struct WithMomentum(float* parameter, float* gradient, float* velocity, in SgdStep step) : IElementBody
    {
        private readonly float* _parameter = parameter;
        private readonly float* _gradient = gradient;
        private readonly float* _velocity = velocity;
        private readonly float _scale = (float)step.GradientScale;
        private readonly float _decay = (float)step.WeightDecay;
        private readonly float _rate = (float)-step.LearningRate;
        private readonly float _momentum = (float)step.Momentum;
        private readonly float _intake = (float)(1 - step.Dampening);
        private readonly bool _nesterov = step.Nesterov;
        private readonly bool _first = step.FirstStep;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<TS, TV, TLanes>(int i, TLanes lanes)
            where TS : struct, ISimd<TV>
            where TV : struct
            where TLanes : struct, ILanes<TV>
        {
            TV p = lanes.Load(_parameter + i);
            TV g = TS.Multiply(TS.Broadcast(_scale), lanes.Load(_gradient + i));
            g = TS.MultiplyAdd(TS.Broadcast(_decay), p, g);
            TV momentum = TS.Broadcast(_momentum);

            // The first step must not read the velocity: whatever it holds, NaN included, counts for nothing.
            TV v = _first ? g : TS.MultiplyAdd(momentum, lanes.Load(_velocity + i), TS.Multiply(TS.Broadcast(_intake), g));
            lanes.Store(v, _velocity + i);
            TV direction = _nesterov ? TS.MultiplyAdd(momentum, v, g) : v;
            lanes.Store(TS.MultiplyAdd(TS.Broadcast(_rate), direction, p), _parameter + i);
        }
    }
}
