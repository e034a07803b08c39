using NormSharp.Diagnosis.Static;
using NormSharp.Training;

namespace NormSharp.Diagnosis.Runs;

/// <summary>Rules about the course of a training, from the folder of its run.</summary>
internal static class RunRules
{
    // Epochs at the end that are looked at, and what is far among them.
    private const int Last = 5;
    private const int Fewest = 3;
    private const double FarBelow = 0.1;
    private const double FarApart = 0.05;

    /// <summary>What they see.</summary>
    public static IReadOnlyList<Observation> Look(RunFolder run)
        => [.. LiveLines.Read(run), .. BorrowedStatistics.Look(run), .. Look(EpochLine.Read(run))];

    /// <summary>What they see in some epochs.</summary>
    public static IReadOnlyList<Observation> Look(IReadOnlyList<EpochLine> epochs)
    {
        EpochLine[] last = [.. epochs.TakeLast(Last)];
        double swing = last.Zip(last.Skip(1)).Select(pair => Math.Abs(pair.First.Test - pair.Second.Test)).DefaultIfEmpty().Max();
        bool lags = last.Length >= Fewest && swing > FarApart && last.Any(epoch => epoch.Test < epoch.Train - FarBelow);
        if (!lags)
        {
            return [];
        }

        EpochLine worst = last.MinBy(epoch => epoch.Test - epoch.Train)!;
        var lag = new Observation("BN041")
        {
            Measured = new Dictionary<string, double> { ["test"] = worst.Test, ["train"] = worst.Train, ["swing"] = swing },
        };
        return last[^1].Rate >= epochs.Max(epoch => epoch.Rate)
            ? [lag, new Observation("BN042") { Measured = new Dictionary<string, double> { ["rate"] = last[^1].Rate } }]
            : [lag];
    }
}
