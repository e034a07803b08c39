using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text.RegularExpressions;

namespace NormSharp.Kernels.Tests.VectorSets;

/// <summary>
/// Runs every kernel test of this assembly again in a child process in which the runtime may not use some instruction sets: the
/// narrower bodies are otherwise never executed on a machine that has the wider ones.
/// </summary>
public partial class VectorSetTests(ITestOutputHelper output)
{
    private const string ExpectedWidth = "NORMSHARP_EXPECT_VECTOR";
    private const int FewestTests = 250;

    [Theory]
    [Trait("Category", "Exhaustive")]
    [InlineData(256, "DOTNET_EnableAVX512")]
    [InlineData(128, "DOTNET_EnableAVX512", "DOTNET_EnableAVX2")]
    [InlineData(0, "DOTNET_EnableHWIntrinsic")]
    public async Task KernelTestsPassWithout(int width, params string[] switchedOff)
    {
        // Not a kernel test itself, so the child, which runs kernel tests only, starts no children.
        ProcessStartInfo start = TestProcess.ThisAssembly();
        foreach (string argument in new[] { "-trait", "Kind=Kernel", "-trait-", "Category=Exhaustive", "-noColor", "-noLogo",
            "-noAutoReporters" })
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string name in switchedOff)
        {
            start.Environment[name] = "0";
        }

        start.Environment[ExpectedWidth] = width.ToString(CultureInfo.InvariantCulture);
        (int exitCode, string text) = await TestProcess.RunAsync(start);
        output.WriteLine(text);

        Match summary = Summary().Match(text);
        Expect.True(summary.Success, $"The child printed no summary:\n{text}");
        Expect.True(exitCode == 0, $"The child failed:\n{text}");
        Assert.Equal("0", summary.Groups["failed"].Value);
        Assert.Equal("0", summary.Groups["errors"].Value);
        Assert.InRange(int.Parse(summary.Groups["total"].Value, CultureInfo.InvariantCulture), FewestTests, int.MaxValue);
    }

    /// <summary>In a child, fails unless vectors are as narrow as the child was told; elsewhere the machine's own width is right.</summary>
    [Fact]
    [Trait("Kind", "Kernel")]
    public void ChildHasTheVectorsThatItShouldHave()
    {
        int width = Vector512.IsHardwareAccelerated ? 512
            : Vector256.IsHardwareAccelerated ? 256
            : Vector128.IsHardwareAccelerated ? 128
            : 0;
        string? expected = Environment.GetEnvironmentVariable(ExpectedWidth);
        if (expected is null)
        {
            output.WriteLine($"Vectors of {width} bits.");
            return;
        }

        // A machine may have less than what was left on, never more.
        Assert.InRange(width, 0, int.Parse(expected, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"Total: (?<total>\d+), Errors: (?<errors>\d+), Failed: (?<failed>\d+)")]
    private static partial Regex Summary();
}
