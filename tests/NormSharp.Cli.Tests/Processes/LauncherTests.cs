using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Tests.Processes;

/// <summary>The program of the native archive, beside builds that only tell how they were called.</summary>
public sealed class LauncherTests : IDisposable
{
    private const string Build = "#!/bin/sh\necho \"${0##*/}|$1|$2|$#\"\nexit 3\n";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void It_becomes_the_build_that_the_runtime_would_choose_with_its_arguments_and_exit_code()
    {
        Compile();
        WriteBuilds();
        string level = Vector512.IsHardwareAccelerated ? "v4" : "v3";
        Told($"normsharp-x86-64-{level}|train|a b|2", "./normsharp train 'a b'");
    }

    [Fact]
    public void It_heeds_the_switch_of_the_runtime_for_AVX_512()
    {
        Compile();
        WriteBuilds();
        Told("normsharp-x86-64-v3|env||1", "DOTNET_EnableAVX512=0 ./normsharp env");
    }

    [Fact]
    public void By_a_link_it_finds_the_builds_beside_itself()
    {
        Compile();
        WriteBuilds();
        Told("normsharp-x86-64-v3|env||1", "mkdir bin && ln -s ../normsharp bin/n && cd bin && DOTNET_EnableAVX512=0 ./n env");
    }

    [Fact]
    public void Without_a_build_it_says_what_to_do()
    {
        Compile();
        using CliProcess process = CliProcess.StartByShell(_folder.Path, "./normsharp env");
        process.Wait().Failed(ExitCode.Failed, "/lib/normsharp-x86-64-", "cannot be started", "unpack the whole archive again");
    }

    public void Dispose() => _folder.Dispose();

    private void Told(string expected, string script)
    {
        using CliProcess process = CliProcess.StartByShell(_folder.Path, script);
        TestRun run = process.Wait();
        Assert.Equal((3, expected), (run.Code, run.Output.TrimEnd()));
    }

    private void Compile()
    {
        bool isFitting = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 && Avx2.IsSupported;
        Assert.SkipUnless(isFitting, "the native archive is for Linux on x64 with AVX2");
        string? compiler = ((string[])["/usr/bin/clang", "/usr/bin/gcc"]).FirstOrDefault(File.Exists);
        Assert.SkipWhen(compiler is null, "needs a compiler of C");
        string source = Checkout.File("src", "NormSharp.Cli", "Launcher", "normsharp.c");
        using Process process = Process.Start(compiler!, ["-O1", "-Wall", "-Werror", "-o", _folder["normsharp"], source]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private void WriteBuilds()
    {
        Directory.CreateDirectory(_folder["lib"]);
        foreach (string level in (string[])["v3", "v4"])
        {
            string path = _folder["lib", $"normsharp-x86-64-{level}"];
            File.WriteAllText(path, Build);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }
}
