using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace NormSharp.Architecture;

/// <summary>Who may refer to whom among the projects of src/.</summary>
public class AssemblyTests
{
    [Fact]
    public void Every_project_has_its_room()
    {
        string[] projects =
            [.. Directory.GetDirectories(Checkout.File("src")).Select(folder => Path.GetFileName(folder)!)
                .Where(name => File.Exists(House.ProjectOf(name)))];
        Assert.Subset(House.Rooms.Select(room => room.Name).ToHashSet(), projects.ToHashSet());
    }

    [Fact]
    public void A_room_uses_only_rooms_below_it()
        => Assert.All(
            House.Rooms,
            (room, place) => Assert.Subset(House.Rooms.Take(place).Select(below => below.Name).ToHashSet(), room.Uses.ToHashSet()));

    [Fact]
    public void Compiled_assemblies_refer_only_to_what_their_room_uses()
        => Assert.All(House.Built, room => Assert.Subset(
            room.Uses.ToHashSet(),
            Assembly.Load(room.Name).GetReferencedAssemblies().Select(name => name.Name!).Where(IsOurs).ToHashSet()));

    [Fact]
    public void Project_files_refer_only_to_what_their_room_uses()
        => Assert.All(House.Built, room => Assert.Subset(
            room.Uses.ToHashSet(),
            XDocument.Load(House.ProjectOf(room.Name)).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
                .ToHashSet()));

    [Fact]
    public void Kernels_are_seen_by_NormSharp_alone()
    {
        Assembly kernels = Assembly.Load(House.Kernels);
        Assert.DoesNotContain(kernels.GetTypes(), type => type.IsVisible);
        Assert.Equal(["NormSharp"], House.Rooms.Where(room => room.Uses.Contains(House.Kernels)).Select(room => room.Name));
        Assert.Equal(
            ["NormSharp", "NormSharp.Benchmarks", "NormSharp.Kernels.Tests"],
            kernels.GetCustomAttributes<InternalsVisibleToAttribute>().Select(attribute => attribute.AssemblyName).Order());
    }

    [Fact]
    public void Every_assembly_can_be_trimmed_and_compiled_ahead()
        => Assert.All(House.Assemblies, assembly => Assert.Superset(
            new HashSet<string?> { "IsTrimmable=True", "IsAotCompatible=True" },
            assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Select(entry => $"{entry.Key}={entry.Value}").ToHashSet<string?>()));

    private static bool IsOurs(string name) => name == "NormSharp" || name.StartsWith("NormSharp.", StringComparison.Ordinal);
}
