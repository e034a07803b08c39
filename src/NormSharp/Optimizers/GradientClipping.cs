using NormSharp.Autograd;
using NormSharp.Backends;

namespace NormSharp.Optimizers;

/// <summary>Keeps gradients from growing too large.</summary>
public static class GradientClipping
{
    /// <summary>√Σg² over all gradients of the parameters, accumulated in double.</summary>
    public static double Norm(IEnumerable<Parameter> parameters, Backend? backend = null) => Norm(parameters.ToArray().AsSpan(), backend);

    /// <summary>√Σg² over all gradients of the parameters, accumulated in double.</summary>
    public static double Norm(ReadOnlySpan<Parameter> parameters, Backend? backend = null)
    {
        backend ??= Backend.Default;
        double sum = 0;
        foreach (Parameter parameter in parameters)
        {
            if (parameter.Gradient is { } gradient)
            {
                sum += backend.Optimizers.SumOfSquares(gradient);
            }
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
