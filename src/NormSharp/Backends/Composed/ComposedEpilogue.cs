using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends.Composed;

/// <summary>What follows a layer in an inference plan: the sum with a shortcut, then an activation, both in place.</summary>
internal static class ComposedEpilogue
{
    public static void Apply(Backend backend, Tensor? residual, Activation activation, Tensor y)
    {
        if (residual is not null)
        {
            backend.Binary(BinaryOperation.Add, y, residual, y);
        }

        if (activation.Kind != ActivationKind.Identity)
        {
            backend.Activate(activation, y, y);
        }
    }
}
