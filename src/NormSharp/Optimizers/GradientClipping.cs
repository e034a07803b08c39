using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Optimizers;

/// <summary>Keeps gradients from growing too large.</summary>
internal static class GradientClipping
{
    /// <summary>√Σg² over all gradients of the parameters, accumulated in double.</summary>
    public static double Norm(IEnumerable<Parameter> parameters, Backend? backend = null) => Norm(parameters.ToArray().AsSpan(), backend);

    /// <summary>√Σg² over all gradients of the parameters, accumulated in double.</summary>
    public static double Norm(ReadOnlySpan<Parameter> parameters, Backend? backend = null)
    {
        using var tape = new Tape(backend, gradients: false);
        return Norm(parameters, tape);
    }

    /// <summary>
    /// As <see cref="Norm(ReadOnlySpan{Parameter}, Backend?)"/>, in memory of a tape: the sums of all parameters are read back together.
    /// </summary>
    internal static double Norm(ReadOnlySpan<Parameter> parameters, Tape tape)
    {
        const int OnStack = 256;
        Tensor sums = tape.RentStatistics(parameters.Length);
        int count = 0;
        foreach (Parameter parameter in parameters)
        {
            if (parameter.Gradient is { } gradient)
            {
                tape.Backend.Optimizers.SumOfSquares(gradient, sums.Narrowed(0, count++, 1));
            }
        }

        Span<double> values = count <= OnStack ? stackalloc double[OnStack] : new double[count];
        values = values[..count];
        tape.Backend.Read(sums.Narrowed(0, 0, count), values);
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return Math.Sqrt(sum);
    }

    /// <summary>
    /// What <see cref="Optimizer.Step"/> must multiply gradients by so that their norm is at most <paramref name="maximum"/>:
    /// min(1, maximum/(norm + 10⁻⁶)), as PyTorch's <c>clip_grad_norm_</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is not above 0.</exception>
    public static double ScaleForNorm(double norm, double maximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximum);
        return Math.Min(1, maximum / (norm + 1e-6));
    }

    /// <summary>Limits every element of the gradients to ±<paramref name="maximum"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is not above 0.</exception>
    public static void ClipValues(IEnumerable<Parameter> parameters, float maximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximum);
        foreach (Parameter parameter in parameters)
        {
            if (parameter.Gradient is { } gradient)
            {
                foreach (ref float value in gradient.AsSpan())
                {
                    value = Math.Clamp(value, -maximum, maximum);
                }
            }
        }
    }
}
