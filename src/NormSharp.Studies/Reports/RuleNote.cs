using NormSharp.Studies.Texts;

namespace NormSharp.Studies.Reports;

/// <summary>What the rules of all verdicts leave out of account.</summary>
internal static class RuleNote
{
    /// <summary>The sentence.</summary>
    public static string Text(Language language) => TextFile.Of(typeof(RuleNote), language)["note"];
}
