namespace NormSharp.Studies;

/// <summary>Chooses between two wordings.</summary>
public static class LanguageText
{
    /// <summary>The wording in a language.</summary>
    public static string Say(this Language language, string english, string chinese) => language == Language.Chinese ? chinese : english;
}
