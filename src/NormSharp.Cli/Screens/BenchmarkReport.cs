using System.Globalization;
using System.Text.Json.Nodes;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Profiling;
using NormSharp.Training;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>A benchmark's times beside the machine's limits, for people and for scripts.</summary>
/// <param name="Name">The benchmark, as the command line calls it.</param>
/// <param name="Title">What was measured, in words.</param>
/// <param name="Sizes">What was measured, by option, for scripts.</param>
/// <param name="Result">What was found.</param>
/// <param name="Limits">What the machine can do at most.</param>
internal sealed record BenchmarkReport(string Name, string Title, JsonObject Sizes, BenchmarkResult Result, MachineLimits Limits)
{
    /// <summary>Where the time goes; null unless it was asked for.</summary>
    public KernelProfile? Profile { get; init; }

    /// <summary>The algorithms that the plan chooses among; null unless they were asked for.</summary>
    public IReadOnlyList<AlgorithmTiming>? Algorithms { get; init; }

    /// <summary>What a tuned plan takes; null unless it was tuned.</summary>
    public TuningScreen? Tuning { get; init; }

    public void Show(Screen screen)
    {
        screen.Line($"[bold]{Markup.Escape(Title)}[/], {Threads(Limits.Threads)}, {InstructionSet.Name} vectors");
        PlainTable table = new PlainTable()
            .Names(string.Empty)
            .Numbers("median")
            .Numbers("shortest", spare: 3)
            .Numbers("longest", spare: 5)
            .Numbers("repetitions", spare: 4);
        bool hasArithmetic = Result.Work.Operations > 0;
        bool hasMemory = Result.Work.Bytes > 0;
        table = hasArithmetic ? table.Numbers("GFLOP/s", spare: 1) : table;
        table = hasMemory ? table.Numbers("GB/s", spare: 2) : table;
        table = Result.Images > 0 ? table.Numbers("images/s") : table;
        table = table.Numbers("of the limit");
        if (Result.Forward is { } forward)
        {
            Row(Messages.Of("forward"), forward.Timing, forward.Work);
        }

        Row(Result.Forward is null ? Name : Messages.Of("forward and backward"), Result.Timing, Result.Work);
        table.Show(screen);
        screen.Line(
            $"  limits, measured: {Format.Count(Limits.Gflops)} GFLOP/s of multiply-adds, {Number(Limits.GigabytesPerSecond)} GB/s of "
                + $"copying");
        if (Profile is not null)
        {
            KernelProfileScreen.Show(screen, Profile, Limits);
        }

        if (Algorithms is not null)
        {
            AlgorithmScreen.Show(screen, Algorithms);
        }

        Tuning?.Show(screen);

        void Row(string what, Timing timing, Work work)
        {
            List<TableCell> cells =
            [
                PlainTable.Cell(what),
                PlainTable.Strong(Milliseconds(timing.MedianMilliseconds)),
                PlainTable.Cell(Milliseconds(timing.MinimumMilliseconds)),
                PlainTable.Cell(Milliseconds(timing.MaximumMilliseconds)),
                PlainTable.Cell(Format.Count(timing.Repetitions)),
            ];
            AddIf(hasArithmetic, Number(timing.PerSecond(work.Operations) / 1e9));
            AddIf(hasMemory, Number(timing.PerSecond(work.Bytes) / 1e9));
            AddIf(Result.Images > 0, Format.Count(timing.PerSecond(Result.Images)));
            AddIf(true, Share(work.ShareOf(Limits, timing.MedianMilliseconds)));
            table.Add([.. cells]);

            void AddIf(bool condition, string text)
            {
                if (condition)
                {
                    cells.Add(PlainTable.Cell(text));
                }
            }
        }
    }

    public JsonObject ToJson()
    {
        Timing timing = Result.Timing;
        var json = new JsonObject { ["benchmark"] = Name };
        foreach ((string key, JsonNode? value) in Sizes)
        {
            json[key] = value?.DeepClone();
        }

        json["threads"] = Limits.Threads;
        json["instruction_set"] = InstructionSet.Name;
        json["processor"] = HostInfo.Current.Processor;
        AddTiming(json, timing);
        if (Result.Forward is { } forward)
        {
            json["forward_ms"] = forward.Timing.MedianMilliseconds;
            json["forward_backward_ms"] = timing.MedianMilliseconds;
        }

        AddRate(json, "gflops", Result.Work.Operations);
        AddRate(json, "gb_per_second", Result.Work.Bytes);
        if (Result.Images > 0)
        {
            json["images_per_second"] = timing.PerSecond(Result.Images);
        }

        json["operations"] = Result.Work.Operations;
        json["bytes"] = Result.Work.Bytes;
        json["limit_share"] = Result.Work.ShareOf(Limits, timing.MedianMilliseconds);
        json["limit_gflops"] = Limits.Gflops;
        json["limit_gb_per_second"] = Limits.GigabytesPerSecond;
        if (Profile is not null)
        {
            KernelProfileScreen.AddTo(json, Profile, Limits);
        }

        if (Algorithms is not null)
        {
            json["algorithms"] = AlgorithmScreen.ToJson(Algorithms);
        }

        if (Tuning is not null)
        {
            json["tuning"] = Tuning.ToJson();
        }

        return json;

        void AddRate(JsonObject target, string name, double amount)
        {
            if (amount > 0)
            {
                target[name] = timing.PerSecond(amount) / 1e9;
            }
        }
    }

    /// <summary>Adds the times of repetitions.</summary>
    internal static void AddTiming(JsonObject json, Timing timing)
    {
        json["median_ms"] = timing.MedianMilliseconds;
        json["min_ms"] = timing.MinimumMilliseconds;
        json["max_ms"] = timing.MaximumMilliseconds;
        json["mean_ms"] = timing.MeanMilliseconds;
        json["repetitions"] = timing.Repetitions;
    }

    /// <summary>A time with three digits or more.</summary>
    internal static string Milliseconds(double value) => string.Create(
        CultureInfo.InvariantCulture,
        $"{value.ToString(value < 1 ? "0.0000" : value < 100 ? "0.00" : "0.0", CultureInfo.InvariantCulture)} ms");

    /// <summary>A rate with a digit after the point.</summary>
    internal static string Number(double value) => value.ToString("N1", CultureInfo.InvariantCulture);

    /// <summary>A share in whole percent.</summary>
    internal static string Share(double value) => string.Create(CultureInfo.InvariantCulture, $"{100 * value:0} %");

    internal static string Threads(int count) => count == 1 ? Messages.Of("1 thread") : Messages.Of($"{count} threads");
}
