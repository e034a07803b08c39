using NormSharp.Kernels.Elementwise;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Guarded.Walks;

/// <summary>Loops over elements, in the same shape or broadcast.</summary>
internal sealed class ElementwiseWalk : IGuardedWalk
{
    public void Run(GuardedCase c)
    {
        int length = c.Random.Next(12) == 0 ? c.Random.Next(30_000, 50_000) : c.Extent(0, 400) * c.Random.Next(1, 12);
        Span<float> x = c.Floats(length), b = c.Floats(length), y = c.Floats(length), dy = c.Floats(length), dx = c.Floats(length);
        Activation activation = c.AnyActivation();
        UnaryOperation unary = c.Any<UnaryOperation>();
        BinaryOperation binary = c.Any<BinaryOperation>();
        c.Say("ActivationKernel.Apply", $"{activation} of {length}");
        ActivationKernel.Apply(c.Team, activation, x, y);
        c.Say("ActivationKernel.Gradient", $"{activation} of {length}");
        ActivationKernel.Gradient(c.Team, activation, x, y, dy, dx);
        c.Say("AddActivationKernel.Apply", $"{activation} of {length}");
        AddActivationKernel.Apply(c.Team, activation, x, b, y);
        c.Say("UnaryKernel.Apply", $"{unary} of {length}");
        UnaryKernel.Apply(c.Team, unary, x, y);
        c.Say("UnaryKernel.Gradient", $"{unary} of {length}");
        UnaryKernel.Gradient(c.Team, unary, x, y, dy, dx);
        c.Say("BinaryKernel.Apply", $"{binary} of {length}");
        BinaryKernel.Apply(c.Team, binary, x, b, y);
        c.Say("BinaryKernel.ApplyScalarRight", $"{binary} of {length}");
        BinaryKernel.ApplyScalarRight(c.Team, binary, x, 0.5f, y);
        c.Say("BinaryKernel.ApplyScalarLeft", $"{binary} of {length}");
        BinaryKernel.ApplyScalarLeft(c.Team, binary, 0.5f, x, y);
        c.Say("SelectKernel.Apply", $"{length}");
        SelectKernel.Apply(c.Team, dy, x, b, y);
        c.Say("AccumulateKernel.Apply", $"{length}");
        AccumulateKernel.Apply(c.Team, 0.5f, x, y);
        c.Say("AffineKernel.Apply", $"{length}");
        AffineKernel.Apply(c.Team, 0.5f, 2, x, y);
        Rows(c, binary);
    }

    private static void Rows(GuardedCase c, BinaryOperation binary)
    {
        int rows = c.Extent(), columns = c.Extent();
        Span<float> a = c.Floats(rows * columns), y = c.Floats(rows * columns), row = c.Floats(columns), column = c.Floats(rows);
        c.Say("BinaryKernel.ApplyRowVector", $"{binary} of {rows}×{columns}");
        BinaryKernel.ApplyRowVector(c.Team, binary, rows, columns, a, row, y);
        c.Say("BinaryKernel.ApplyColumnVector", $"{binary} of {rows}×{columns}");
        BinaryKernel.ApplyColumnVector(c.Team, binary, rows, columns, a, column, y);
    }
}
