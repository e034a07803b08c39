using NormSharp.Diagnosis.Static;
using NormSharp.Serialization;
using NormSharp.Training;

namespace NormSharp.Diagnosis.Runs;

/// <summary>BN056: averaged weights that have the running statistics of the weights which they average.</summary>
internal static class BorrowedStatistics
{
    public static IReadOnlyList<Observation> Look(RunFolder run)
    {
        if (!File.Exists(run.AveragedModelPath) || !File.Exists(run.ModelPath))
        {
            return [];
        }

        try
        {
            using SafetensorsFile averaged = SafetensorsFile.Open(run.AveragedModelPath);
            using SafetensorsFile last = SafetensorsFile.Open(run.ModelPath);
            return Look(Tensors(averaged), Tensors(last));
        }
        catch (ModelFormatException)
        {
            // A damaged file is told of by whoever opens it as a model.
            return [];
        }
    }

    /// <summary>Of the tensors of both files, by name.</summary>
    public static IReadOnlyList<Observation> Look(IReadOnlyDictionary<string, float[]> averaged, IReadOnlyDictionary<string, float[]> last)
    {
        string[] statistics = [.. averaged.Keys.Where(name => name.Contains("running_", StringComparison.Ordinal))];
        bool areBorrowed = statistics.Length > 0 && statistics.All(name => IsSame(name, averaged, last));
        bool areAveraged = averaged.Keys.Except(statistics).Any(name => !IsSame(name, averaged, last));
        return areBorrowed && areAveraged
            ? [new Observation("BN056", [.. statistics.Select(name => name[..Math.Max(0, name.LastIndexOf('.'))]).Distinct()])]
            : [];
    }

    private static Dictionary<string, float[]> Tensors(SafetensorsFile file)
        => file.Tensors.Where(entry => entry.Value.ElementType == SafetensorsTypes.Single)
            .ToDictionary(entry => entry.Key, entry => file.ReadSingle(entry.Key));

    private static bool IsSame(string name, IReadOnlyDictionary<string, float[]> averaged, IReadOnlyDictionary<string, float[]> last)
        => last.TryGetValue(name, out float[]? other) && averaged[name].AsSpan().SequenceEqual(other);
}
