using NormSharp.Cli.Output;

namespace NormSharp.Cli.Tests.Screens;

public sealed class PlainTableTests
{
    [Fact]
    public void A_wide_screen_shows_every_column()
    {
        string[] lines = Lines(120);

        Assert.Contains("spare", lines[1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("batch-lanes") && line.EndsWith("thirty-two", StringComparison.Ordinal));
    }

    [Fact]
    public void A_narrow_screen_leaves_spare_columns_out_first()
    {
        string[] lines = Lines(90);

        Assert.DoesNotContain("spare", lines[1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("batch-lanes") && line.EndsWith("thirty-two", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(55)]
    public void Remarks_go_below_their_rows_where_there_is_no_room(int width)
    {
        string[] lines = Lines(width);

        int row = Array.FindIndex(lines, line => line.Contains("batch-lanes", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        Assert.Contains("0.1234 ms", lines[row], StringComparison.Ordinal);
        Assert.StartsWith("a batch of eight", lines[row + 1].TrimStart(), StringComparison.Ordinal);
    }

    private static string[] Lines(int width)
    {
        PlainTable table = new PlainTable().Names("algorithm").Numbers("median").Numbers("spare", spare: 1).Remarks("why");
        table.Add(PlainTable.Cell("direct"), PlainTable.Cell("9.87 ms"), PlainTable.Cell("a spare number"), PlainTable.Cell("takes all"));
        table.Add(
            PlainTable.Strong("batch-lanes"),
            PlainTable.Cell("0.1234 ms"),
            PlainTable.Cell("another spare"),
            PlainTable.Cell("a batch of eight fills too few tiles of thirty-two"));
        using var text = new StringWriter { NewLine = "\n" };
        table.Show(new Screen(text, isTerminal: false, width, quiet: false));
        return text.ToString().TrimEnd('\n').Split('\n');
    }
}
