using System.Diagnostics;

namespace NormSharp.Extensions.Tests.Samples;

/// <summary>Runs a sample, which the solution compiled beside the tests, as a program of its own.</summary>
internal static class SampleProcess
{
    public static Process Start(string name, string folder, params string[] arguments)
        => Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, name + ".dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_URLS"] = null, ["URLS"] = null },
        })!;

    /// <summary>Runs it to its end, which must be a good one.</summary>
    /// <returns>What it printed, line by line.</returns>
    public static async Task<string[]> RunAsync(string name, string folder, params string[] arguments)
    {
        using Process process = Start(name, folder, arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
