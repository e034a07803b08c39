using System.Text.Json.Nodes;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Profiling;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>Where the time of a step goes, kernel by kernel.</summary>
internal static class KernelProfileScreen
{
    public static void Show(Screen screen, KernelProfile profile, MachineLimits limits)
    {
        PlainTable table = new PlainTable()
            .Words("kernel")
            .Names("algorithm")
            .Words("size")
            .Numbers("calls", spare: 3)
            .Numbers("time")
            .Numbers("of the step")
            .Numbers("GFLOP/s", spare: 5)
            .Numbers("GB/s", spare: 4)
            .Numbers("of the limit", spare: 2);
        foreach (KernelTime kernel in profile.Kernels)
        {
            table.Add(
                PlainTable.Cell(kernel.Kernel),
                PlainTable.Cell(kernel.Algorithm ?? string.Empty),
                PlainTable.Cell(kernel.Size),
                PlainTable.Cell(Format.Count(kernel.Calls)),
                PlainTable.Strong(BenchmarkReport.Milliseconds(kernel.Milliseconds)),
                PlainTable.Cell(BenchmarkReport.Share(kernel.Milliseconds / profile.StepMilliseconds)),
                PlainTable.Cell(Rate(kernel.Work.Operations, kernel.Milliseconds)),
                PlainTable.Cell(Rate(kernel.Work.Bytes, kernel.Milliseconds)),
                PlainTable.Cell(BenchmarkReport.Share(kernel.Work.ShareOf(limits, kernel.Milliseconds))));
        }

        AddRest("loading the batch", profile.LoadMilliseconds);
        AddRest("everything else", profile.OtherMilliseconds);
        AddRest("the step", profile.StepMilliseconds);
        table.Show(screen);

        void AddRest(string name, double milliseconds) => table.Add(
            PlainTable.Cell(Messages.Of(name)),
            TableCell.Empty,
            TableCell.Empty,
            TableCell.Empty,
            PlainTable.Strong(BenchmarkReport.Milliseconds(milliseconds)),
            PlainTable.Cell(BenchmarkReport.Share(milliseconds / profile.StepMilliseconds)),
            TableCell.Empty,
            TableCell.Empty,
            TableCell.Empty);
    }

    public static void AddTo(JsonObject json, KernelProfile profile, MachineLimits limits)
    {
        json["by_kernel_step_ms"] = profile.StepMilliseconds;
        json["by_kernel_load_ms"] = profile.LoadMilliseconds;
        json["by_kernel_other_ms"] = profile.OtherMilliseconds;
        json["kernels"] = new JsonArray(
        [
            .. profile.Kernels.Select(kernel => new JsonObject
            {
                ["kernel"] = kernel.Kernel,
                ["algorithm"] = kernel.Algorithm,
                ["size"] = kernel.Size,
                ["calls"] = kernel.Calls,
                ["ms"] = kernel.Milliseconds,
                ["operations"] = kernel.Work.Operations,
                ["bytes"] = kernel.Work.Bytes,
                ["limit_share"] = kernel.Work.ShareOf(limits, kernel.Milliseconds),
            }),
        ]);
    }

    private static string Rate(double amount, double milliseconds)
        => amount > 0 ? BenchmarkReport.Number(amount / (milliseconds * 1e6)) : string.Empty;
}
