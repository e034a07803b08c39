using System.Collections.Frozen;

namespace NormSharp.Cli.Localization;

/// <summary>
/// What the program says to people, in the language of the command. The texts in code are English; <c>zh.po</c> has the Chinese of each,
/// and is read by the first Chinese command only. What libraries say stays English.
/// </summary>
internal static class Messages
{
    private const string Resource = "zh.po";

    private static readonly Lazy<FrozenDictionary<string, string>> Chinese = new(() => PoFile.Read(Resource));

    // Commands of tests run side by side in one process.
    private static readonly AsyncLocal<Language> Spoken = new();

    /// <summary>The language of this command.</summary>
    public static Language Language => Spoken.Value;

    /// <summary>Lets all that is said meanwhile be of a language.</summary>
    public static T In<T>(Language language, Func<T> work)
    {
        Language before = Spoken.Value;
        Spoken.Value = language;
        try
        {
            return work();
        }
        finally
        {
            Spoken.Value = before;
        }
    }

    /// <summary>A text with values in it.</summary>
    public static string Of(Message message) => message.ToString();

    /// <summary>A text without values; one that has no Chinese stands as it is, such as a name.</summary>
    public static string Of(string text) => Translated(text);

    /// <summary>The Chinese of an English text or template; null where there is none.</summary>
    internal static string? ChineseOf(string english) => Chinese.Value.GetValueOrDefault(english);

    /// <summary>A text or template in the language of the command; spaces around it stay, unless there is Chinese with them.</summary>
    internal static string Translated(string english)
    {
        if (Spoken.Value == Language.English)
        {
            return english;
        }

        string text = english.Trim();
        return ChineseOf(english) ?? (ChineseOf(text) is { } chinese ? english.Replace(text, chinese, StringComparison.Ordinal) : english);
    }
}
