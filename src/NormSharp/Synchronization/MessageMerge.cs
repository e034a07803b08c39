namespace NormSharp.Synchronization;

/// <summary>Takes one more rank's message into what has been folded so far; both have the same length.</summary>
/// <param name="folded">The fold of the lower ranks' messages; replaced.</param>
/// <param name="next">The message of the next rank.</param>
public delegate void MessageMerge(Span<double> folded, ReadOnlySpan<double> next);
