using NormSharp.Studies.Texts;

namespace NormSharp.Studies.Experiments;

/// <summary>
/// What readers see for the values of a grid's axes; the values themselves are names of cells, and the same in every language.
/// </summary>
internal static class Terms
{
    /// <summary>The word for a value of an axis; the value itself where it is a number or a name.</summary>
    public static string Term(this Language language, string value) => TextFile.Of(typeof(Terms), language).Raw(value) ?? value;

    /// <summary>The words for several values, separated as the language does.</summary>
    public static string Term(this Language language, string first, string second)
        => language.List([language.Term(first), language.Term(second)]);
}
