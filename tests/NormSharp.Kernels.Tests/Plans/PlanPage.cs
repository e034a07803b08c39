namespace NormSharp.Kernels.Tests.Plans;

/// <summary>The tables of <c>docs/kernels</c> that say which shape goes where.</summary>
internal static class PlanPage
{
    /// <summary>The rows of the table with this beginning.</summary>
    public static IEnumerable<string> Rows(string page, string head) => File
        .ReadLines(Checkout.File("docs", "kernels", page))
        .SkipWhile(line => !line.StartsWith(head, StringComparison.Ordinal))
        .Skip(2)
        .TakeWhile(line => line.StartsWith('|'));

    /// <summary>One name where all widths of vectors have the same, else all.</summary>
    public static string Names(string[] byWidth) =>
        string.Join(", ", (byWidth.Distinct().Count() == 1 ? byWidth[..1] : byWidth).Select(name => $"`{name}`"));
}
