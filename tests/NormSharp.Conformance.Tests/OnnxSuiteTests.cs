using NormSharp.Interop;
using NormSharp.Interop.Comparison;
using NormSharp.Interop.Onnx.Suites;

namespace NormSharp.Conformance.Tests;

/// <summary>
/// The tests that come with the ONNX standard: none fails but those that contradict it, which stand in <c>contradictory.txt</c>, and what
/// is not supported stands in <c>not-supported.txt</c> with its reason. <c>scripts/conformance.py</c> writes that table: also when a test
/// that stands in it begins to pass.
/// </summary>
public sealed class OnnxSuiteTests
{
    private static readonly Lazy<HashSet<string>> LeftOut = new(() => LinesOf("not-supported.txt"));

    private static readonly Lazy<HashSet<string>> Contradictory = new(() => LinesOf("contradictory.txt"));

    [Theory]
    [InlineData("pytorch-converted")]
    [InlineData("opset7")]
    [InlineData("opset9")]
    [InlineData("opset11")]
    [InlineData("opset13")]
    [InlineData("opset15")]
    [InlineData("opset18")]
    [InlineData("opset21")]
    public void No_test_fails_and_what_is_left_out_is_known(string archive)
    {
        OnnxTestResult[] results = [.. OnnxSuite.Run(SharedFiles.Find("onnx-conformance", $"{archive}.zip"), Tolerance.Standard)];
        string[] wrong = [.. results.Where(result => Contradictory.Value.Contains($"{archive} {result.Name}")
            ? result.Outcome != OnnxOutcome.Failed
            : result.Outcome == OnnxOutcome.Failed
            || (result.Outcome == OnnxOutcome.NotSupported && !LeftOut.Value.Contains($"{archive} {result.Name} {result.Reason}")))
            .Select(result => result.ToString())];

        string[] listed = [.. LeftOut.Value.Where(line => line.StartsWith(archive + " ", StringComparison.Ordinal))];
        string[] gone = [.. listed.Except(results.Where(result => result.Outcome == OnnxOutcome.NotSupported)
            .Select(result => $"{archive} {result.Name} {result.Reason}"))];

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{archive}: {results.Count(result => result.Outcome == OnnxOutcome.Passed)} of {results.Length} passed");
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
        Expect.True(
            gone.Length == 0,
            $"listed as not supported, and no longer so; run scripts/conformance.py to write the table anew:\n{string.Join('\n', gone)}");
        Assert.NotEmpty(results);
    }

    [Fact]
    public void A_wrong_output_is_seen()
    {
        NamedTensor expected = NamedTensor.Of("y", [3], [1f, -2, 0]);
        string?[] problems =
        [
            Problem(expected, NamedTensor.Of("y", [3], [1.0009f, -2, 9e-8f])),
            Problem(expected, NamedTensor.Of("y", [3], [1.0011f, -2, 0])),
            Problem(expected, NamedTensor.Of("y", [3], [1f, -2, 2e-7f])),
            Problem(expected, NamedTensor.Of("y", [3], [1f, float.NaN, 0])),
            Problem(expected, NamedTensor.Of("y", [3, 1], [1f, -2, 0])),
            Problem(expected, NamedTensor.Of("y", [3], [1.0, -2, 0])),
            Problem(NamedTensor.Of("y", [1], [5000L]), NamedTensor.Of("y", [1], [5001L])),
        ];

        Assert.Equal([false, true, true, true, true, true, true], problems.Select(problem => problem is not null));
    }

    private static string? Problem(NamedTensor expected, NamedTensor found)
        => TensorComparison.Of(expected, found, Tolerance.Standard).Problem;

    private static HashSet<string> LinesOf(string file)
        => [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, file)).Where(line => !line.StartsWith('#'))];
}
