using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>What one kernel took at one size, in all its calls.</summary>
/// <param name="Kernel">The backend's operation.</param>
/// <param name="First">The shape of its first operand.</param>
/// <param name="Second">The shape of its weight or other operand; a scalar's where there is none.</param>
/// <param name="Calls">How many calls there were.</param>
/// <param name="Milliseconds">Their time.</param>
/// <param name="Work">What they had to do.</param>
/// <param name="Algorithm">The algorithm that its family's plan took; null where there is one way only.</param>
public sealed record KernelTime(
    string Kernel, Shape First, Shape Second, long Calls, double Milliseconds, Work Work, string? Algorithm = null)
{
    /// <summary>The operands' sizes, for example <c>256×6×12×12 · 16×6×5×5</c>.</summary>
    public string Size => Second.Rank == 0 ? Text(First) : $"{Text(First)} · {Text(Second)}";

    private static string Text(Shape shape) => string.Join('×', shape);
}
