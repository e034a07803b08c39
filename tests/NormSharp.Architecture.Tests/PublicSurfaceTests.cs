using System.Reflection;

namespace NormSharp.Architecture;

/// <summary>The packages show what users need and no more.</summary>
public class PublicSurfaceTests
{
    // One more only where a program that uses the package needs it.
    private static readonly Dictionary<string, int> Most = new()
    {
        ["NormSharp.Kernels"] = 0,
        ["NormSharp.Primitives"] = 2,
        ["NormSharp"] = 118,
        ["NormSharp.Interop"] = 9,
        ["NormSharp.Data"] = 19,
        ["NormSharp.Imaging"] = 1,
        ["NormSharp.Training"] = 40,
        ["NormSharp.Extensions"] = 2,
        ["NormSharp.Profiling"] = 10,
        ["NormSharp.Charts"] = 12,
        ["NormSharp.Studies"] = 5,
        ["NormSharp.Doctor"] = 12,
        ["NormSharp.Distributed"] = 2,
    };

    private static readonly string[] Later =
        ["NormSharp.Interop", "NormSharp.Imaging", "NormSharp.Doctor", "NormSharp.Distributed", "NormSharp.Extensions"];

    public static TheoryData<string> Projects => [.. Most.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_package_has_few_public_types(string project)
    {
        string[] types = [.. PublicTypes(Assembly.Load(project))];
        Expect.True(
            types.Length <= Most[project], $"{project}: {types.Length} public types, at most {Most[project]}: {string.Join(", ", types)}");
    }

    /// <summary>Packages that came later have limits of their own: the limit of the others holds what stood when it was set.</summary>
    [Fact]
    public void The_first_packages_together_have_at_most_200()
    {
        int count = Most.Keys.Except(Later).Sum(project => PublicTypes(Assembly.Load(project)).Count());
        Expect.True(count <= 200, $"{count} public types in the first packages together, at most 200: make internal what no program needs");
    }

    private static IEnumerable<string> PublicTypes(Assembly assembly)
        => assembly.GetExportedTypes().Where(type => !type.IsNested).Select(type => type.Name).Order(StringComparer.Ordinal);
}
