using System.Text.RegularExpressions;

namespace NormSharp.Distributed.Tests;

/// <summary>
/// Once they are warm, gradients go over MPI without an allocation on any rank; thread ranks have tests of their own. Skipped, aloud,
/// where no MPI is installed.
/// </summary>
public sealed class MpiAllocationTests
{
    [Fact]
    public void A_warm_sum_of_gradients_allocates_nothing()
        => AssertNothing(Launcher.FindAny(), "bench", "allreduce", "--repetitions", "3");

    [Theory]
    [Trait("Category", "Exhaustive")]
    [MemberData(nameof(Launcher.Names), MemberType = typeof(Launcher))]
    public void A_warm_step_of_a_training_allocates_nothing(string name)
        => AssertNothing(Launcher.Find(name), "bench", "train", "--model", "lenet-bn", "--batch-size", "8", "--threads", "2");

    private static void AssertNothing(Launcher launcher, params string[] command)
    {
        (int code, string text) = launcher.Run(2, [.. command, "--json"]);
        Assert.True(code == 0, text);
        Assert.Equal("0", Regex.Match(text, "\"bytes_allocated\": ?(\\d+)").Groups[1].Value);
    }
}
