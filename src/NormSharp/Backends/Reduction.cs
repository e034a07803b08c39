namespace NormSharp.Backends;

/// <summary>A contiguous tensor seen as [Outer, Reduce, Inner], to be reduced over the middle extent.</summary>
internal readonly record struct Reduction(int Outer, int Reduce, int Inner);
