using System.Diagnostics;

namespace NormSharp.Interop.Tests;

/// <summary>
/// Debian's Python with PyTorch (<c>apt-get install python3-torch libopenblas0-pthread</c>), where it is installed: the oracle of what we
/// write. Neither the build nor other tests need it.
/// </summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";

    private static readonly Lazy<bool> HasTorch = new(() => File.Exists(Interpreter) && Start("import torch").Code == 0);

    /// <summary>What a script prints; skips the test where there is no PyTorch.</summary>
    public static string Run(string script, params string[] arguments)
    {
        Assert.SkipUnless(HasTorch.Value, $"{Interpreter} has no PyTorch (apt-get install python3-torch libopenblas0-pthread).");
        (int code, string output, string error) = Start(script, arguments);
        Assert.True(code == 0, error);
        return output.Trim();
    }

    private static (int Code, string Output, string Error) Start(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Interpreter, ["-c", script, .. arguments])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
