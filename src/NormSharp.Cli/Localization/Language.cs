namespace NormSharp.Cli.Localization;

/// <summary>The languages that commands speak.</summary>
internal enum Language
{
    /// <summary>English.</summary>
    English,

    /// <summary>Simplified Chinese.</summary>
    Chinese,
}
