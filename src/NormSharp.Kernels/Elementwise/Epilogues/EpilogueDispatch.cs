using NormSharp.Primitives;

namespace NormSharp.Kernels.Elementwise.Epilogues;

/// <summary>Turns an <see cref="Activation"/> value into its epilogue type, once for each call of a kernel.</summary>
internal static class EpilogueDispatch
{
    /// <summary>Calls the visitor with the activation's epilogue.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The activation's kind is not one that kernels know.</exception>
    public static void Dispatch<TVisitor>(this Activation activation, ref TVisitor visitor)
        where TVisitor : struct, IEpilogueVisitor, allows ref struct
    {
        switch (activation.Kind)
        {
            case ActivationKind.Identity:
                visitor.Visit(default(Identity));
                break;
            case ActivationKind.Relu:
                visitor.Visit(default(Relu));
                break;
            case ActivationKind.LeakyRelu:
                visitor.Visit(new LeakyRelu(activation.Slope));
                break;
            case ActivationKind.Sigmoid:
                visitor.Visit(default(Sigmoid));
                break;
            case ActivationKind.Tanh:
                visitor.Visit(default(Tanh));
                break;
            case ActivationKind.Gelu:
                visitor.Visit(default(Gelu));
                break;
            case ActivationKind.Silu:
                visitor.Visit(default(Silu));
                break;
            case ActivationKind.Clip:
                visitor.Visit(new Clip(activation.Lower, activation.Upper));
                break;
            case ActivationKind.HardSwish:
                visitor.Visit(default(HardSwish));
                break;
            case ActivationKind.Elu:
                visitor.Visit(new Elu(activation.Slope));
                break;
            default:
                throw new ArgumentOutOfRangeException(
                    nameof(activation), activation.Kind, $"Activation kind {activation.Kind} is not one of {nameof(ActivationKind)}.");
        }
    }
}
