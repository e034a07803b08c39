using System.ComponentModel;
using System.Diagnostics;

namespace NormSharp.Distributed.Tests;

/// <summary>A library of MPI's standard binary interface, compiled here: systems do not ship one yet.</summary>
internal static class StandardAbi
{
    private const string Compiler = "cc";

    /// <summary>What its version begins with.</summary>
    public const string Version = "standard ABI over ";

    /// <summary>Compiles it into a folder; the test skips, saying so, where there is no compiler.</summary>
    public static void CompileInto(string folder)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "StandardAbi.c");
        Directory.CreateDirectory(folder);
        var start = new ProcessStartInfo(
            Compiler, ["-Wall", "-Werror", "-shared", "-fPIC", "-o", Path.Combine(folder, "libmpi_abi.so.1"), source, "-ldl"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            (int code, string text) = Launcher.Finish(process);
            Assert.True(code == 0, text);
        }
        catch (Win32Exception)
        {
            Assert.Skip($"there is no C compiler ({Compiler}; apt-get install gcc): nothing was tested");
        }
    }
}
