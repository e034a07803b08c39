namespace NormSharp.Studies.Texts;

/// <summary>The punctuation of a language.</summary>
internal static class Punctuation
{
    /// <summary>What stands between the items of a list.</summary>
    public static string Comma(this Language language) => language == Language.Chinese ? "，" : ", ";

    /// <summary>What stands between two sentences.</summary>
    public static string Stop(this Language language) => language == Language.Chinese ? "。" : ". ";

    /// <summary>What stands before an explanation.</summary>
    public static string Colon(this Language language) => language == Language.Chinese ? "：" : ": ";

    /// <summary>What stands between two sentences that have their stops.</summary>
    public static string Space(this Language language) => language == Language.Chinese ? string.Empty : " ";

    /// <summary>Numbers or single words as a list.</summary>
    public static string Enumerate(this Language language, IEnumerable<string> items)
        => string.Join(language == Language.Chinese ? "、" : ", ", items);

    /// <summary>The items as a list.</summary>
    public static string List(this Language language, IEnumerable<string> items) => string.Join(language.Comma(), items);
}
