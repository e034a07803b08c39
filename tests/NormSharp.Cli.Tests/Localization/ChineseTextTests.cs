using System.CommandLine;
using System.Reflection;
using System.Text.RegularExpressions;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Localization;

namespace NormSharp.Cli.Tests.Localization;

/// <summary>Whatever the command says has Chinese, and it is written as people write it.</summary>
public sealed partial class ChineseTextTests
{
    private static readonly Dictionary<string, string> Texts = PoFile.Parse(
        new StreamReader(Checkout.File("src/NormSharp.Cli/Localization/zh.po")));

    // Scripts and command lines; exceptions for programmers; what is written into files; the doctor has words of its own.
    private static readonly string[] Apart =
    [
        "ShellScripts", "MpiLauncher", "Invocation", "PoFile", "ResultPictures", "OnnxExport", "ModelSourceJson", "RunOrigin",
        "DoctorWords",
    ];

    public static TheoryData<string> Commands => [.. All(Root()).Select(command => command.FullName)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void All_of_the_help_of_a_command_has_Chinese(string name)
    {
        CliCommand command = All(Root()).Single(command => command.FullName == name);
        string[] texts =
        [
            command.Description!,
            .. command.Arguments.Select(argument => argument.Description!),
            .. command.Options.Select(option => option.Description!),
            .. command.Groups.Select(group => group.Title),
            .. command.Notes,
            .. command.Examples.Select(example => example.Meaning),
        ];
        AssertChinese(texts);
    }

    [Fact]
    public void The_options_of_all_commands_have_Chinese()
        => AssertChinese(GlobalOptions.All.Append(GlobalOptions.Version).Select(option => option.Description!));

    [Fact]
    public void Every_message_with_values_has_Chinese()
        => AssertChinese(SpokenTexts.All().Where(found => found.IsTemplate).Select(found => found.Text).Where(HasWords));

    /// <summary>A sentence that is put together otherwise than as a message is found here, too: its parts have no Chinese.</summary>
    [Fact]
    public void Every_sentence_in_the_program_has_Chinese()
        => AssertChinese(SpokenTexts.All()
            .Where(found => !found.IsTemplate && Sentence().IsMatch(found.Text) && !Options().IsMatch(found.Text))
            .Where(found => !IsDescription(found.Method) && !Apart.Any(apart => IsOf(found.Method.DeclaringType!, apart)))
            .Select(found => found.Text));

    [Fact]
    public void Every_label_and_title_has_Chinese()
    {
        string[] labels =
        [
            .. Directory.EnumerateFiles(Checkout.File("src/NormSharp.Cli"), "*.cs", SearchOption.AllDirectories)
                .SelectMany(path => Label().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value))
                .Where(HasWords)
                .Distinct(),
        ];
        Assert.True(labels.Length > 100);
        AssertChinese(labels);
    }

    [Fact]
    public void Values_of_a_text_stand_in_its_Chinese()
        => Assert.All(Texts, text => Assert.Equal(Holes(text.Key), Holes(text.Value)));

    [Fact]
    public void Markup_of_a_text_stands_in_its_Chinese()
        => Assert.All(Texts, text => Assert.Equal(Tags().Count(text.Key), Tags().Count(text.Value)));

    /// <summary>Full-width punctuation after Chinese, and a space between Chinese and Latin letters or numbers.</summary>
    [Fact]
    public void Chinese_is_set_as_people_set_it()
    {
        string[] wrong =
        [
            .. Texts.Values.Where(text => HalfWidth().IsMatch(text) || NoSpace().IsMatch(text) || SpareSpace().IsMatch(text)),
        ];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("训练10轮", false)]
    [InlineData("训练 10 轮", true)]
    [InlineData("模型:好", false)]
    [InlineData("模型，lenet", true)]
    [InlineData("模型 ，好", false)]
    [InlineData("用 {0} 训练", true)]
    [InlineData("用[bold]它[/]训练", true)]
    public void What_is_set_wrong_is_seen(string text, bool isRight)
        => Assert.Equal(isRight, !HalfWidth().IsMatch(text) && !NoSpace().IsMatch(text) && !SpareSpace().IsMatch(text));

    internal static IEnumerable<CliCommand> All(Command command)
        => command.Subcommands.Cast<CliCommand>().SelectMany(below => All(below).Prepend(below));

    internal static Command Root() => Application.Parse([]).RootCommandResult.Command;

    private static void AssertChinese(IEnumerable<string> texts)
    {
        string[] missing =
        [
            .. texts.Where(text => !Texts.ContainsKey(text) && !Texts.ContainsKey(text.Trim())).Distinct()
                .Order(StringComparer.Ordinal),
        ];
        Assert.True(missing.Length == 0, $"zh.po has no Chinese of:\n{string.Join('\n', missing)}");
    }

    /// <summary>Options are made with their descriptions, which are looked at as a whole above.</summary>
    private static bool IsDescription(MethodBase method) => method is ConstructorInfo || method.Name == "Create";

    private static bool IsOf(Type type, string name) => (type.FullName ?? string.Empty).Contains($".{name}", StringComparison.Ordinal);

    private static bool HasWords(string text) => Words().IsMatch(Tags().Replace(HolesAndUnits().Replace(text, " "), " "));

    private static IEnumerable<string> Holes(string text)
        => Hole().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex("[A-Za-z]{2,}.* [a-z]{2,}|[a-z]{2,}.* [A-Z]")]
    private static partial Regex Sentence();

    [GeneratedRegex("^ *--[a-z-]+( [a-z]+)?$")]
    private static partial Regex Options();

    [GeneratedRegex("[A-Za-z]{2,}")]
    private static partial Regex Words();

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\{\d+\}|GFLOP/s|GB/s|MB/s|\bMB\b|\bms\b|\.\w+|--[a-z-]+|normsharp")]
    private static partial Regex HolesAndUnits();

    [GeneratedRegex(@"\[/?[a-z]*\]")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\b(?:(?:Words|Numbers|Names|Remarks|Of|Wait|say|AddRest|Head|Add)\(\s*|(?:Title|Section)\(screen,\s*)""([^""\\]+)""")]
    private static partial Regex Label();

    [GeneratedRegex(@"[\u4e00-\u9fff][,:;!?()]|[,:;!?(][\u4e00-\u9fff]")]
    private static partial Regex HalfWidth();

    [GeneratedRegex(@"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9%][\u4e00-\u9fff]")]
    private static partial Regex NoSpace();

    [GeneratedRegex(@" [，。；：、（）]|[，。；：、（] ")]
    private static partial Regex SpareSpace();
}
