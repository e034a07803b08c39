using System.Xml.Linq;
using NormSharp.Layers;

namespace NormSharp.Tests.Docs;

/// <summary>What the documentation of every normalization layer must say; that every public member has one, the compiler holds.</summary>
public sealed class LayerDocumentationTests
{
    private static readonly XDocument Documentation = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "NormSharp.xml"));

    public static TheoryData<string> Layers => [.. typeof(Module).Assembly.GetExportedTypes()
        .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(Module))
            && (type.Name.Contains("norm", StringComparison.OrdinalIgnoreCase) || type.IsSubclassOf(typeof(WeightReparametrization))))
        .Select(type => type.FullName!)];

    [Fact]
    public void All_layers_are_found() => Assert.Equal(14, Layers.Count);

    [Theory]
    [MemberData(nameof(Layers))]
    public void Formula_shapes_errors_and_source_are_documented(string layer)
    {
        XElement type = Member($"T:{layer}").Single();
        string text = type.Value;
        Expect.True(
            text.Contains(" = ", StringComparison.Ordinal) || text.Contains(" / ", StringComparison.Ordinal), $"{layer} gives no formula");
        Assert.Contains("Source: ", text, StringComparison.Ordinal);
        List<XElement> members = [type, .. Member($"M:{layer}."), .. Member($"P:{layer}.")];
        Assert.Contains(members, member => member.Value.Contains('[', StringComparison.Ordinal));
        Assert.Contains(Member($"M:{layer}.#ctor"), member => member.Elements("exception").Any());
    }

    private static IEnumerable<XElement> Member(string prefix) => Documentation.Descendants("member").Where(member =>
        ((string)member.Attribute("name")!).StartsWith(prefix, StringComparison.Ordinal)
        && (prefix[^1] is '.' or 'r' || (string)member.Attribute("name")! == prefix));
}
