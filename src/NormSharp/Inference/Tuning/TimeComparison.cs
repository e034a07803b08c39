namespace NormSharp.Inference;

/// <summary>Whether times differ by more than noise.</summary>
internal static class TimeComparison
{
    /// <summary>The part of a step's time that must be saved, by the medians.</summary>
    public const double OfStep = 0.05;

    /// <summary>The part of a whole plan's time that must be saved: it is long, so that less is noise.</summary>
    public const double OfPlan = 0.01;

    /// <summary>The part of rounds in which the faster one must have been faster.</summary>
    private const double Majority = 0.75;

    /// <summary>The middle of times; of an even number the lower one of the two.</summary>
    public static double Median(IReadOnlyList<double> times)
        => times.Count == 0 ? double.PositiveInfinity : times.Order().ElementAt((times.Count - 1) / 2);

    /// <summary>Whether one way was faster in the middle and in most rounds.</summary>
    /// <param name="times">Its times, round by round.</param>
    /// <param name="usual">Those of the usual way in the same rounds.</param>
    /// <param name="saving">The part that must be saved, <see cref="OfStep"/> or <see cref="OfPlan"/>.</param>
    public static bool IsClearlyFaster(IReadOnlyList<double> times, IReadOnlyList<double> usual, double saving)
    {
        int rounds = Math.Min(times.Count, usual.Count);
        int won = Enumerable.Range(0, rounds).Count(round => times[round] < usual[round]);
        return rounds > 0 && Median(times) < (1 - saving) * Median(usual) && won >= Majority * rounds;
    }
}
