using System.Collections.Concurrent;
using NormSharp.Data;
using NormSharp.Studies.Cells;

namespace NormSharp.Studies.Tests;

/// <summary>Every study's results on few images, run once for all tests.</summary>
internal static class TinyResults
{
    private static readonly ConcurrentDictionary<string, Lazy<StudyResults>> Results = new();

    /// <summary>The plan they are run by.</summary>
    public static StudyPlan Plan { get; } = new() { Scale = StudyScale.Quick, Seeds = [1, 2], Limit = 512 };

    /// <summary>Few images to test with: the conclusions are those of numbers, whatever they are.</summary>
    public static DataSplit Data { get; } = Small(GarmentSet.Open());

    /// <summary>The results of a study.</summary>
    public static StudyResults Of(Study study) => Results.GetOrAdd(study.Name, _ => new Lazy<StudyResults>(() =>
    {
        using var folder = new TemporaryFolder();
        return new StudyRunner(Plan, Data, 2).Run(study, folder.Path);
    })).Value;

    private static DataSplit Small(DataSplit data) => data with { Test = data.Test.Take(500) };
}
