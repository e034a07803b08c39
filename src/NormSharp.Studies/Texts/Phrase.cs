namespace NormSharp.Studies;

/// <summary>The same words in both languages.</summary>
/// <param name="English">In English.</param>
/// <param name="Chinese">In simplified Chinese.</param>
public sealed record Phrase(string English, string Chinese)
{
    /// <summary>The words in a language.</summary>
    public string In(Language language) => language.Say(English, Chinese);
}
