using System.Text.RegularExpressions;
using NormSharp.Studies.Texts;

namespace NormSharp.Studies.Tests.Texts;

public class StudyTextsTests
{
    private static readonly string[] Common = ["title", "question", "claim", "source", "method"];

    public static TheoryData<string> Names => [.. StudyCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Both_languages_have_the_same_sections_with_the_same_places(string name)
    {
        Study study = StudyCatalog.Find(name)!;
        (TextFile english, TextFile chinese) = (study.Text(Language.English), study.Text(Language.Chinese));
        Assert.Equal(english.Sections, chinese.Sections);
        Assert.Equal([.. Common, "summary"], english.Sections.Take(6));
        Assert.All(english.Sections, section => Assert.Equal(Places(english, section), Places(chinese, section)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_speaks_both_languages(string name)
    {
        Study study = StudyCatalog.Find(name)!;
        foreach (string section in Common.Except(["source"]))
        {
            Assert.Matches("[\u4E00-\u9FFF]", study.Text(Language.Chinese).Raw(section));
            Assert.DoesNotMatch("[\u4E00-\u9FFF]", study.Text(Language.English).Raw(section));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_section_is_said_somewhere(string name)
    {
        Study study = StudyCatalog.Find(name)!;
        string code = File.ReadAllText(Checkout.File("src", "NormSharp.Studies", "Experiments", study.GetType().Name + ".cs"));
        Assert.All(study.Text(Language.English).Sections.Except(Common), section => Assert.Contains($"\"{section}\"", code));
    }

    [Fact]
    public void Texts_of_other_types_are_the_same_in_both_languages_too()
    {
        string[] files = [.. typeof(Study).Assembly.GetManifestResourceNames()];
        string[] owners = [.. files.Select(file => file[..^".en.md".Length]).Distinct()];
        Assert.True(owners.Length > StudyCatalog.Names.Count);
        Assert.All(owners, owner => Assert.Equal(Sections(owner, "en", Language.English), Sections(owner, "zh", Language.Chinese)));
    }

    private static IEnumerable<string> Sections(string owner, string mark, Language language)
    {
        string name = $"{owner}.{mark}.md";
        using var reader = new StreamReader(typeof(Study).Assembly.GetManifestResourceStream(name)!);
        return new TextFile(name, language, reader.ReadToEnd()).Sections;
    }

    private static IEnumerable<string> Places(TextFile file, string section)
        => Regex.Matches(file.Raw(section)!, @"\{[^}]*\}").Select(match => match.Value).Distinct().Order();
}
