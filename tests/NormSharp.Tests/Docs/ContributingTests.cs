using System.Text.RegularExpressions;

namespace NormSharp.Tests.Docs;

/// <summary>
/// What CONTRIBUTING.md says about adding things is true: each chapter's example exists, and these are all the places that name it.
/// </summary>
public sealed partial class ContributingTests
{
    private static readonly string[] Sources =
        [.. Directory.EnumerateFiles(Checkout.File("src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Checkout.Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
                && !IsUser(path))];

    [Fact]
    public void An_activation_is_added_in_the_places_of_Silu()
        => Assert.Equal(FilesWith(@"\b[Ss]ilu\b"), FilesOf("Add an activation"));

    [Fact]
    public void A_layer_is_added_in_the_places_of_LocalResponseNorm()
        => Assert.Equal(FilesWith(@"\bLocalResponseNorm(Options)?\b"), FilesOf("Add a layer"));

    [Fact]
    public void An_operation_is_added_in_the_places_of_LocalResponse()
        => Assert.Equal(FilesWith("LocalResponse").Except(FilesOf("Add a layer")), FilesOf("Add an operation"));

    /// <summary>The sources that hold such a name.</summary>
    private static IEnumerable<string> FilesWith(string pattern) => Sources
        .Where(path => Regex.IsMatch(Path.GetFileName(path) + "\n" + File.ReadAllText(Checkout.File(path)), pattern))
        .Order(StringComparer.Ordinal);

    /// <summary>The sources that a chapter names; of a folder all that lie in it.</summary>
    private static IEnumerable<string> FilesOf(string chapter)
    {
        string page = File.ReadAllText(Checkout.File("CONTRIBUTING.md"));
        string text = page.Split("\n## ").Single(part => part.StartsWith(chapter + "\n", StringComparison.Ordinal));
        string[] named = [.. NamedPath().Matches(text).Select(match => match.Groups[1].Value)];
        Assert.All(named, path => Assert.Contains(Sources, source => IsAt(source, path)));
        return Sources.Where(source => named.Any(path => IsAt(source, path))).Order(StringComparer.Ordinal);
    }

    /// <summary>Networks use what there is; nothing is added there.</summary>
    private static bool IsUser(string path) => path.EndsWith("/EfficientNetB0.cs", StringComparison.Ordinal);

    private static bool IsAt(string source, string path)
        => source == path || source.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal);

    [GeneratedRegex("`(src/[^`]+)`")]
    private static partial Regex NamedPath();
}
