using System.Diagnostics;

namespace NormSharp.Training.Tests.Samples;

/// <summary>samples/FunctionalGraph, which the solution compiles and this test runs.</summary>
public class FunctionalGraphTests
{
    [Fact]
    public async Task The_program_trains_saves_loads_folds_and_plans()
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "FunctionalGraph.dll")])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string[] lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        Assert.Equal(3, lines.Length);
        Assert.Matches(@"^26 layers, test accuracy [2-9]\d\.\d ?%$", lines[0]);
        Assert.Equal(
            "folded wide_bn into wide_conv, deep1_bn into deep1_conv, deep2_bn into deep2_conv, last_bn into last_conv, scale into fc",
            lines[1]);
        Assert.Matches(@"^a plan of \d+ steps in \d+ KB, without sharing \d+ KB$", lines[2]);
        Assert.True(File.Exists(folder.File("graph.safetensors")));
    }
}
