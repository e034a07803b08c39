using NormSharp.Testing;

namespace NormSharp.Architecture.Tests;

/// <summary>The inputs that the fuzzer damages lie in the repository, few and small.</summary>
public sealed class FuzzCorpusTests
{
    private const long MostBytes = 300 << 10;

    private static string Root => Checkout.File("tests", "Fuzz", "Corpus");

    [Fact]
    public void EveryTargetHasInputs()
    {
        string targets = File.ReadAllText(Checkout.File("tests", "Fuzz", "Targets", "FuzzTargets.cs"));
        string[] names = [.. targets.Split("new(\"").Skip(1).Select(part => part[..part.IndexOf('"', StringComparison.Ordinal)])];
        Expect.True(names.Length >= 25, $"{names.Length} targets");
        Assert.Equal(names.Order(StringComparer.Ordinal), Directory.GetDirectories(Root).Select(Path.GetFileName)
            .Order(StringComparer.Ordinal)!);
        Assert.All(names, name => Assert.NotEmpty(Directory.GetFiles(Path.Combine(Root, name))));
    }

    [Fact]
    public void TheyAreSmall() => Assert.InRange(
        Directory.GetFiles(Root, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length), 1, MostBytes);
}
