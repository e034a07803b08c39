using System.Reflection;
using System.Text.RegularExpressions;

namespace NormSharp.Architecture;

/// <summary>Libraries speak of their API: options and commands of the command line are named by the command line alone.</summary>
public partial class MessageTests
{
    public static TheoryData<string> Libraries => [.. House.Built.Select(room => room.Name).Except([House.CommandLine])];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Texts_name_no_option_and_no_command_of_the_command_line(string library)
    {
        string[] wrong =
        [
            .. Assembly.Load(library).GetTypes()
                .SelectMany(type => Members.MethodsOf(type).SelectMany(Instructions.TextsOf)
                    .Where(text => CommandLineWords().IsMatch(text)).Select(text => $"{type.FullName}: {text}"))
                .Distinct(),
        ];
        Assert.True(wrong.Length == 0, string.Join(Environment.NewLine, wrong));
    }

    [Theory]
    [InlineData("continue it with --resume, or choose another folder", true)]
    [InlineData("(--no-bias)", true)]
    [InlineData("--json", true)]
    [InlineData("see normsharp train", true)]
    [InlineData("a batch of -1 -- or less", false)]
    [InlineData(".axis{stroke:var(--ink)}", false)]
    [InlineData(":root { --ink: #000 }", false)]
    [InlineData("<!--chart-->", false)]
    [InlineData("normsharp.input", false)]
    public void Options_and_commands_are_told_from_other_texts(string text, bool isFound)
        => Assert.Equal(isFound, CommandLineWords().IsMatch(text));

    // Variables of style sheets also begin with two hyphens: they are read by var(--x) and set by --x:.
    [GeneratedRegex("""(?:^|[\s(`"'])(?<!var\()--[a-z][a-z-]*(?![a-z-]|\s*:)|\bnormsharp [a-z]""")]
    private static partial Regex CommandLineWords();
}
