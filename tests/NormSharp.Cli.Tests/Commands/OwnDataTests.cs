using NormSharp.Cli.Failures;
using NormSharp.Cli.Requests;
using NormSharp.Data;

namespace NormSharp.Cli.Tests.Commands;

/// <summary>What a training on people's own data chooses, and says before it begins.</summary>
public sealed class OwnDataTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(1000)]
    public void However_few_the_images_there_are_enough_steps(int images)
    {
        byte[] labels = [.. Enumerable.Range(0, images).Select(i => (byte)(i % 2))];
        var set = new InMemoryImageSet("few", new ImageShape(1, 28, 28), ["a", "b"], new byte[images * 784], labels);
        foreach (DataRecipe recipe in (DataRecipe[])[DataRecipe.For(set, null), DataRecipe.ForTransfer("resnet20", set, null)])
        {
            int steps = (images + recipe.Options.BatchSize - 1) / recipe.Options.BatchSize * recipe.Options.Epochs;
            Assert.True(steps >= 200, $"{steps} steps: {recipe.Reasons}");
        }
    }

    [Fact]
    public void The_memory_of_a_step_is_told_before_the_first_epoch()
    {
        string[] lines = [.. TestRun.Of([.. TinyRun.Arguments(tiny.Data), "--out", tiny.Fresh("told")]).Succeeded().OutputLines];
        int memory = Array.FindIndex(lines, line => line.StartsWith("  memory ", StringComparison.Ordinal));
        int epochs = Array.FindIndex(lines, line => line.StartsWith("  epoch ", StringComparison.Ordinal));
        Assert.InRange(memory, 0, epochs);
        Assert.Matches(@"about \d+\.\d [KMG]B for \d+ images of 1×16×16 at once; \d+\.\d GB are free$", lines[memory]);
    }
}
