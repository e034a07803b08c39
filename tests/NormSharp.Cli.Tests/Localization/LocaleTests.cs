using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;

namespace NormSharp.Cli.Tests.Localization;

public sealed class LocaleTests
{
    [Theory]
    [InlineData(null, null, null, false)]
    [InlineData(null, null, "zh_CN.UTF-8", true)]
    [InlineData(null, null, "zh", true)]
    [InlineData(null, null, "zh-Hans", true)]
    [InlineData(null, null, "ZH_TW", true)]
    [InlineData(null, null, "zha", false)]
    [InlineData(null, null, "en_US.UTF-8", false)]
    [InlineData(null, "zh_CN", "en_US", true)]
    [InlineData(null, "C", "zh_CN", false)]
    [InlineData("zh_CN", "C", "C", true)]
    [InlineData("C.UTF-8", "zh_CN", "zh_CN", false)]
    [InlineData("", "", "zh_CN", true)]
    public void The_first_variable_that_is_set_counts(string? all, string? messages, string? lang, bool isChinese)
    {
        Language found = Locale.Of(name => name switch { "LC_ALL" => all, "LC_MESSAGES" => messages, "LANG" => lang, _ => "zh" });
        Assert.Equal(isChinese ? Language.Chinese : Language.English, found);
    }

    [Theory]
    [InlineData("train", Language.Chinese)]
    [InlineData("train --language en", Language.English)]
    [InlineData("--language en train", Language.English)]
    [InlineData("train --language=en", Language.English)]
    [InlineData("train --language:en --language zh", Language.Chinese)]
    [InlineData("train --language nonsense", Language.Chinese)]
    [InlineData("train --language", Language.Chinese)]
    [InlineData("train --json", Language.English)]
    [InlineData("train --json --language zh", Language.English)]
    [InlineData("launch -- train --language en --json", Language.Chinese)]
    internal void The_option_wins_over_the_locale_and_scripts_get_English(string arguments, Language expected)
        => Assert.Equal(expected, LanguageOption.Of(arguments.Split(' '), Language.Chinese));

    [Fact]
    public void A_terminal_of_a_Chinese_locale_shows_the_tour_in_Chinese_and_the_option_in_English()
    {
        Assert.Contains("快速入门", Tour(), StringComparison.Ordinal);
        Assert.Contains("A short tour", TestRun.Of().Output, StringComparison.Ordinal);
        Assert.Contains("A short tour", Tour("--language", "en"), StringComparison.Ordinal);
        Assert.Equal(Tour(), TestRun.Of("--language=zh").Output);
        Assert.Contains("用法", Tour("train", "--help"), StringComparison.Ordinal);
        Assert.Contains("Usage", Tour("train", "--help", "--language", "en"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_language_is_refused()
    {
        TestRun.Of("env", "--language", "fr").Failed(2, "--language is 'fr', expected en or zh");
        TestRun.Of("--language", "fr").Failed(2, "no command was given");
    }

    private static string Tour(params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal { Output = output, Error = TextWriter.Null, Language = Language.Chinese };
        Assert.Equal(0, Application.Run(arguments, terminal));
        return output.ToString();
    }
}
