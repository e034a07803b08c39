using System.Reflection;
using System.Text.RegularExpressions;

namespace NormSharp.Architecture;

/// <summary>Libraries speak of their API: options and commands of the command line are named by the command line alone.</summary>
public partial class MessageTests
{
    /// <summary>Every option of the command line, such as <c>--resume</c>. Those of other programs may be named.</summary>
    private static readonly HashSet<string> Options =
        [.. TextsOf(Assembly.Load(House.CommandLine)).Select(found => found.Text).Where(text => OptionAlone().IsMatch(text))];

    public static TheoryData<string> Libraries => [.. House.Built.Select(room => room.Name).Except([House.CommandLine])];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Texts_name_no_option_and_no_command_of_the_command_line(string library)
    {
        string[] wrong =
        [
            .. TextsOf(Assembly.Load(library)).Where(found => IsOfCommandLine(found.Text))
                .Select(found => $"{found.Type}: {found.Text}").Distinct(),
        ];
        Assert.True(wrong.Length == 0, string.Join(Environment.NewLine, wrong));
    }

    [Theory]
    [InlineData("continue it with --resume, or choose another folder", true)]
    [InlineData("(--no-bias)", true)]
    [InlineData("--json", true)]
    [InlineData("see normsharp train", true)]
    [InlineData("python -m tf2onnx.convert --tflite FILE", false)]
    [InlineData("a batch of -1 -- or less", false)]
    [InlineData(".axis{stroke:var(--ink)}", false)]
    [InlineData(":root { --ink: #000 }", false)]
    [InlineData("<!--chart-->", false)]
    [InlineData("normsharp.input", false)]
    public void Options_and_commands_are_told_from_other_texts(string text, bool isFound) => Assert.Equal(isFound, IsOfCommandLine(text));

    private static bool IsOfCommandLine(string text)
        => Command().IsMatch(text) || Option().Matches(text).Any(option => Options.Contains(option.Value));

    private static IEnumerable<(string? Type, string Text)> TextsOf(Assembly assembly)
        => assembly.GetTypes().SelectMany(
            type => Members.MethodsOf(type).SelectMany(Instructions.TextsOf).Select(text => (type.FullName, text)));

    [GeneratedRegex("--[a-z][a-z-]*")]
    private static partial Regex Option();

    [GeneratedRegex("^--[a-z][a-z-]*$")]
    private static partial Regex OptionAlone();

    [GeneratedRegex(@"\bnormsharp [a-z]")]
    private static partial Regex Command();
}
