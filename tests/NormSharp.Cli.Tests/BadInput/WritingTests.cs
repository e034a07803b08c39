using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Tests.BadInput;

/// <summary>Places that cannot be written to: exit code 1 and one line that names the path. A path below a file refuses root too.</summary>
public sealed class WritingTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Fact]
    public void A_run_folder_that_cannot_be_made()
    {
        string file = tiny.Fresh("file");
        File.WriteAllText(file, "x");
        string below = Path.Combine(file, "run");
        TestRun.Of([.. TinyRun.Arguments(tiny.Data), "--out", below]).Failed(ExitCode.Failed, below, "cannot write");
        Assert.Equal("x", File.ReadAllText(file));
    }

    [Fact]
    public void A_sheet_and_an_export_that_cannot_be_written()
    {
        string below = Path.Combine(tiny.Model, "sheet.png");
        TestRun.Of("data", tiny.Data, "--sheet", below).Failed(ExitCode.Failed, below, "cannot write");
        TestRun.Of("data", tiny.Data, "--no-sheet", "--export", below).Failed(ExitCode.Failed, below, "cannot write");
    }

    [Fact]
    public void A_run_folder_without_permission()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a device or folder that only Linux has");

        // The kernel's own folder takes no files, whoever asks.
        TestRun.Of([.. TinyRun.Arguments(tiny.Data), "--out", "/proc/normsharp"])
            .Failed(ExitCode.Failed, "/proc/normsharp", "cannot write");
    }
}
