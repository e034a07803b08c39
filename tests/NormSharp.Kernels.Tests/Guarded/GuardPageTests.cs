using System.Diagnostics;
using System.Globalization;

namespace NormSharp.Kernels.Tests.Guarded;

/// <summary>
/// No kernel reads or writes outside of its operands and scratch memory: both lie between protected pages, in a child process that ends
/// at the first access outside. What it was about to call stands in a journal.
/// </summary>
public sealed class GuardPageTests(ITestOutputHelper output)
{
    private const int FewCases = 60;
    private const int ManyCases = 200;
    private const int MostCases = 800;

    [Fact]
    public Task NoKernelLeavesItsOperands() => WalkAsync(FewCases);

    [Theory]
    [Trait("Category", "Exhaustive")]
    [InlineData]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX512", "DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public Task NoKernelLeavesItsOperandsAtAnyWidth(params string[] switchedOff) => WalkAsync(ManyCases, switchedOff);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX512", "DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public Task NoKernelLeavesItsOperandsAtAnyWidthInAnyOfManyCases(params string[] switchedOff) => WalkAsync(MostCases, switchedOff);

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public async Task AnAccessOutsideEndsTheChildAndIsNamed(string where)
    {
        Assert.SkipUnless(GuardedRegion.IsSupported, "This system has no way to protect pages that is known here.");
        (int exitCode, string last, _) = await RunAsync(new() { [GuardedChild.Fault] = where });
        Assert.NotEqual(0, exitCode);
        Assert.StartsWith($"Fault: {where}", last);
    }

    private async Task WalkAsync(int cases, params string[] switchedOff)
    {
        Assert.SkipUnless(GuardedRegion.IsSupported, "This system has no way to protect pages that is known here.");
        var environment = new Dictionary<string, string> { [GuardedChild.Cases] = cases.ToString(CultureInfo.InvariantCulture) };
        foreach (string name in switchedOff)
        {
            environment[name] = "0";
        }

        (int exitCode, string last, string text) = await RunAsync(environment);
        output.WriteLine(text);
        Expect.True(exitCode == 0, $"The child ended with {exitCode}, after it had begun\n{last}\nIt said:\n{text}");
        Assert.Contains("Total: 1,", text);
    }

    private static async Task<(int ExitCode, string Last, string Text)> RunAsync(Dictionary<string, string> environment)
    {
        string journal = Path.GetTempFileName();
        try
        {
            ProcessStartInfo start = TestProcess.ThisAssembly();
            string walk = $"{typeof(GuardedChild).FullName}.{nameof(GuardedChild.Walk)}";
            foreach (string argument in new[]
            {
                "-method", walk, "-explicit", "only", "-showLiveOutput", "-noColor", "-noLogo", "-noAutoReporters",
            })
            {
                start.ArgumentList.Add(argument);
            }

            start.Environment[GuardedChild.Journal] = journal;
            foreach ((string name, string value) in environment)
            {
                start.Environment[name] = value;
            }

            // No dump and no core file of a process that is meant to end like this.
            start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
            (int exitCode, string text) = await TestProcess.RunAsync(start);
            return (exitCode, (await File.ReadAllTextAsync(journal)).TrimEnd(), text);
        }
        finally
        {
            File.Delete(journal);
        }
    }
}
