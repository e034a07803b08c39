namespace NormSharp.Diagnosis;

/// <summary>The language of findings and reports.</summary>
public enum ReportLanguage
{
    /// <summary>English.</summary>
    English,

    /// <summary>Simplified Chinese.</summary>
    Chinese,
}
