using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>What one dimension gains on both sides.</summary>
/// <param name="Axis">The dimension, which may count from the end.</param>
/// <param name="Before">At its start; negative to take entries away.</param>
/// <param name="After">At its end; negative to take entries away.</param>
internal sealed record AxisMargin(int Axis, int Before, int After)
{
    /// <summary>Margins of some dimensions as margins of all.</summary>
    /// <exception cref="ArgumentException">There is no such dimension.</exception>
    public static Margins Join(IReadOnlyList<AxisMargin> margins, Shape x)
    {
        Span<int> before = stackalloc int[x.Rank];
        Span<int> after = stackalloc int[x.Rank];
        before.Clear();
        after.Clear();
        foreach (AxisMargin margin in margins)
        {
            int axis = x.Axis(margin.Axis);
            before[axis] = checked(before[axis] + margin.Before);
            after[axis] = checked(after[axis] + margin.After);
        }

        return new Margins(before, after);
    }
}
