using System.Runtime.CompilerServices;

namespace NormSharp.Kernels.Reductions;

/// <summary>A value on its way to be the maximum, and where it stands.</summary>
internal readonly record struct Candidate(float Value, int Index)
{
    /// <summary>Whether the other one, which stands at a later index, takes the place of this one: larger, or the first NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool YieldsTo(float laterValue) => !(Value >= laterValue) && !float.IsNaN(Value);

    /// <summary>The better of two in any order: NaN before numbers, the larger before the smaller, the first before the later.</summary>
    public Candidate Better(Candidate other) =>
        other.Index > Index
            ? YieldsTo(other.Value) ? other : this
            : other.YieldsTo(Value) ? this : other;
}
