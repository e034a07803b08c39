namespace NormSharp.Layers;

/// <summary>A range of one dimension, as NumPy has it.</summary>
/// <param name="Axis">The dimension, which may count from the end.</param>
/// <param name="Start">The first entry; below 0 it counts from the end, and what lies outside is brought to the nearest.</param>
/// <param name="End">The entry before which it ends, counted likewise.</param>
/// <param name="Step">From an entry to the next; below 0 for backwards, never 0.</param>
internal readonly record struct SliceRange(int Axis, int Start, int End, int Step = 1)
{
    /// <summary>The first entry and how many there are, of a dimension of an extent.</summary>
    public (int Start, int Count) Of(int extent)
    {
        long start = Start < 0 ? (long)Start + extent : Start;
        long end = End < 0 ? (long)End + extent : End;
        (long least, long most) = Step > 0 ? (0, extent) : (-1, extent - 1);
        start = Math.Clamp(start, Step > 0 ? 0 : least, Math.Max(least, most));
        end = Math.Clamp(end, least, Math.Max(least, most));
        long distance = Step > 0 ? end - start : start - end;
        long step = Math.Abs((long)Step);
        return distance <= 0 || extent == 0 ? (0, 0) : ((int)start, (int)((distance + step - 1) / step));
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string end = End is int.MaxValue or < -int.MaxValue ? string.Empty : $"{End}";
        return $"{Axis}: {Start}…{end}{(Step == 1 ? string.Empty : $" by {Step}")}";
    }
}
