using System.Xml.Linq;

namespace NormSharp.Tests.Docs;

/// <summary>The map of ARCHITECTURE.md is that of the projects.</summary>
public sealed class ArchitecturePageTests
{
    [Fact]
    public void The_map_has_every_project_and_what_it_uses()
    {
        Dictionary<string, string[]> map = File.ReadLines(Checkout.File("ARCHITECTURE.md"))
            .Where(line => line.StartsWith("| NormSharp", StringComparison.Ordinal))
            .Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray())
            .ToDictionary(cells => cells[1], cells => Names(cells[3]));
        Dictionary<string, string[]> projects = Directory.EnumerateFiles(Checkout.File("src"), "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path), ReferencesOf);

        Assert.Equal(projects.Keys.Order(StringComparer.Ordinal), map.Keys.Order(StringComparer.Ordinal));
        Assert.All(projects.Keys, name => Assert.Equal(Closure(projects, name), Closure(map, name)));
    }

    [Fact]
    public void Every_package_stands_among_the_dependencies()
    {
        string page = File.ReadAllText(Checkout.File("ARCHITECTURE.md"));
        string table = page[page.IndexOf("## Dependencies", StringComparison.Ordinal)..];
        string[] packages = [.. XDocument.Load(Checkout.File("Directory.Packages.props")).Descendants("PackageVersion")
            .Select(package => package.Attribute("Include")!.Value)];

        Assert.NotEmpty(packages);
        Assert.All(packages, package => Assert.Contains(package, table, StringComparison.Ordinal));
    }

    private static string[] Names(string cell) => cell == "nothing"
        ? []
        : [.. cell.Split(", ").Select(name => name == "NormSharp" ? name : $"NormSharp.{name}")];

    private static string[] ReferencesOf(string project) => [.. XDocument.Load(project).Descendants("ProjectReference")
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))];

    /// <summary>All that a project uses, directly or by another.</summary>
    private static IEnumerable<string> Closure(Dictionary<string, string[]> uses, string name)
        => uses[name].SelectMany(used => Closure(uses, used).Append(used)).Distinct().Order(StringComparer.Ordinal);
}
