namespace NormSharp.Studies;

/// <summary>The language of a report.</summary>
public enum Language
{
    /// <summary>English.</summary>
    English,

    /// <summary>Simplified Chinese.</summary>
    Chinese,
}
