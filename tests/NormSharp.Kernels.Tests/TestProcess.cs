using System.Diagnostics;

namespace NormSharp.Kernels.Tests;

/// <summary>This assembly in a process of its own.</summary>
internal static class TestProcess
{
    /// <summary>This assembly as a program: by its own executable where we are running as that, else by the dotnet host.</summary>
    public static ProcessStartInfo ThisAssembly()
    {
        string assembly = typeof(TestProcess).Assembly.Location;
        string host = Environment.ProcessPath ?? "dotnet";
        string name = Path.GetFileNameWithoutExtension(host);
        bool isOwnExecutable = Path.GetFileNameWithoutExtension(assembly).Equals(Path.GetFileName(host), StringComparison.Ordinal)
            || Path.GetFileNameWithoutExtension(assembly).Equals(name, StringComparison.Ordinal);
        var start = new ProcessStartInfo(isOwnExecutable || name == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (!isOwnExecutable)
        {
            start.ArgumentList.Add(assembly);
        }

        return start;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Text)> RunAsync(ProcessStartInfo start)
    {
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("The child did not start.");
        Task<string> standardOutput = process.StandardOutput.ReadToEndAsync();
        Task<string> standardError = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await standardOutput + await standardError);
    }
}
