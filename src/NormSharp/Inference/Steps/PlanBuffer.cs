namespace NormSharp.Inference;

/// <summary>Memory for values that are never alive at the same time, or are the same numbers.</summary>
/// <param name="length">Floats of one sample.</param>
internal sealed class PlanBuffer(int length)
{
    /// <summary>Floats of one sample.</summary>
    public int Length { get; } = length;

    /// <summary>The first step during which it is alive; −1 for an input of the plan.</summary>
    public int First { get; set; } = int.MaxValue;

    /// <summary>The last step during which it is alive.</summary>
    public int Last { get; set; } = -1;

    /// <summary>Where it begins in the arena, in floats.</summary>
    public int Offset { get; set; }

    public bool Overlaps(PlanBuffer other) => First <= other.Last && other.First <= Last;
}
