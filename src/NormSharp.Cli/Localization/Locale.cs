
namespace NormSharp.Cli.Localization;

/// <summary>The language that a user has chosen for all programs.</summary>
internal static class Locale
{
    // By POSIX the first that is set and not empty counts.
    private static readonly string[] Variables = ["LC_ALL", "LC_MESSAGES", "LANG"];

    /// <summary>Chinese where the locale begins with zh; English everywhere else.</summary>
    /// <param name="variable">The value of a variable of the environment; null where it is not set.</param>
    public static Language Of(Func<string, string?> variable)
        => Variables.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value)) is { } locale && IsChinese(locale)
            ? Language.Chinese
            : Language.English;

    /// <summary>zh, zh_CN.UTF-8 and zh-Hans are Chinese; zha, Zhuang, is not.</summary>
    private static bool IsChinese(string locale)
        => locale.StartsWith("zh", StringComparison.OrdinalIgnoreCase) && (locale.Length == 2 || !char.IsAsciiLetter(locale[2]));
}
