using System.Globalization;
using System.Xml.Linq;

namespace NormSharp.Charts.Tests;

public class ChartTests
{
    private static readonly Axis X = new("epoch") { IsWhole = true };
    private static readonly Axis Y = new("accuracy (%)") { Factor = 100, Minimum = 0, Maximum = 1 };

    public static TheoryData<string> Kinds => ["line", "bar", "heat", "heat with key", "histogram", "box"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_chart_says_what_it_shows_and_stays_on_its_page(string kind)
    {
        XElement svg = XElement.Parse(Make(kind).ToSvgFile());
        Assert.Equal("Title & <more>", Elements(svg, "title").First().Value);
        Assert.Contains("prefers-color-scheme:dark", Elements(svg, "style").Single().Value);
        double[] box = [.. svg.Attribute("viewBox")!.Value.Split(' ').Select(Number)];
        foreach (XElement text in Elements(svg, "text"))
        {
            Assert.InRange(Number(text.Attribute("x")!.Value), 0, box[2]);
            Assert.InRange(Number(text.Attribute("y")!.Value), 0, box[3]);
        }

        Assert.DoesNotContain("NaN", svg.ToString());
        Assert.DoesNotContain("∞", svg.ToString());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_series_is_drawn(string kind)
    {
        XElement[] series = [.. Elements(Make(kind).ToSvg(), "g").Where(group => (string?)group.Attribute("class") == "series")];
        Assert.Equal(2, series.Length);
        Assert.All(series, group => Assert.NotEmpty(group.Elements()));
        Assert.Equal(["A", "B"], series.Select(group => group.Attribute("data-series")!.Value));
    }

    [Fact]
    public void A_higher_value_stands_higher()
    {
        var chart = new LineChart
        {
            Title = "t",
            X = X,
            Y = Y,
            Series = [new LineSeries("A", [new ChartPoint(1, 0.25), new ChartPoint(2, 0.75)])],
        };
        double[] points = [.. Line(chart).Split('M', 'L').Where(part => part.Length > 0).Select(part => Number(part.Split(' ')[1]))];
        Assert.True(points[1] < points[0]);
    }

    [Fact]
    public void A_series_of_zeros_stands_at_the_end_of_a_logarithmic_axis_with_a_mark_of_its_own()
    {
        LineChart chart = Chart(1e-3);
        LineChart withZeros = chart with { Series = [.. chart.Series, new LineSeries("B", [new ChartPoint(1, 0), new ChartPoint(2, 0)])] };
        double[] zeros = [.. Heights(withZeros, 1)];
        Assert.Equal(2, zeros.Length);
        Assert.All(zeros, height => Assert.Equal(zeros[0], height));
        Assert.True(zeros[0] > Heights(withZeros, 0).Max() + 5, "zero stands apart from the smallest other value");
        XElement mark = Elements(withZeros.ToSvg(), "text").Single(text => text.Value == "0");
        Assert.InRange(Number(mark.Attribute("y")!.Value), zeros[0] - 1, zeros[0] + 8);

        Assert.DoesNotContain(Elements(chart.ToSvg(), "text"), text => text.Value == "0");
        Assert.Single(Heights(Chart(-1), 0));

        static LineChart Chart(double first) => new()
        {
            Title = "t",
            X = X,
            Y = new Axis("size") { IsLogarithmic = true },
            Series = [new LineSeries("A", [new ChartPoint(1, first), new ChartPoint(2, 0.1)])],
        };

        static IEnumerable<double> Heights(LineChart chart, int series) => Elements(chart.ToSvg(), "path")
            .Where(path => (string?)path.Attribute("class") == "line" && path.Parent!.Attribute("data-series") is not null)
            .ElementAt(series).Attribute("d")!.Value.Split('M', 'L').Where(part => part.Length > 0)
            .Select(part => Number(part.Split(' ')[1]));
    }

    [Fact]
    public void A_line_is_broken_where_there_is_no_number()
    {
        var chart = new LineChart
        {
            Title = "t",
            X = X,
            Y = Y,
            Series =
                [new LineSeries(
                    "A",
                    [new ChartPoint(1, 0.1), new ChartPoint(2, 0.2), new ChartPoint(3, double.NaN), new ChartPoint(4, 0.4),
                        new ChartPoint(5, 0.5)])],
        };
        Assert.Equal(
            2,
            Elements(chart.ToSvg(), "path")
                .Count(path => (string?)path.Attribute("class") == "line" && path.Parent!.Attribute("data-series") is not null));
    }

    [Fact]
    public void Series_differ_by_marker_and_not_only_by_colour()
    {
        var chart = new LineChart
        {
            Title = "t",
            X = X,
            Y = Y,
            Series = [.. Enumerable.Range(0, 4).Select(i => new LineSeries($"{i}", [new ChartPoint(1, 0.5)]))],
        };
        IEnumerable<string> shapes = Elements(chart.ToSvg(), "g")
            .Select(group => group.Elements().First(path => (string?)path.Attribute("class") == "marker").Attribute("d")!.Value);
        Assert.Equal(4, shapes.Select(path => string.Concat(path.Where(char.IsLetter)) + path.Length).Distinct().Count());
    }

    [Fact]
    public void A_bar_reaches_from_zero_to_its_value()
    {
        var chart = new BarChart
        {
            Title = "t",
            CategoryLabel = "c",
            Y = Y,
            Series = ["A"],
            Groups = [new BarGroup("g", [new Bar(0.5)]), new BarGroup("h", [new Bar(1)])],
        };
        double[] heights =
            [.. Elements(chart.ToSvg(), "g").Single().Elements().Select(rectangle => Number(rectangle.Attribute("height")!.Value))];
        Assert.Equal(2, heights[1] / heights[0], 2);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 2)]
    [InlineData(0.5, 3)]
    [InlineData(0.625, 3.5)]
    [InlineData(1, 5)]
    public void Quantiles_are_interpolated(double share, double expected)
        => Assert.Equal(expected, BoxPlot.Quantile([1, 2, 3, 4, 5], share), 12);

    [Fact]
    public void A_heat_map_writes_each_value_and_leaves_gaps()
    {
        var chart = new HeatMap
        {
            Title = "t",
            ColumnLabel = "c",
            RowLabel = "r",
            Columns = ["1", "2"],
            Rows = ["A"],
            Values = [[0.5, double.NaN]],
            Value = new Axis("accuracy (%)") { Factor = 100 },
        };
        string[] cells =
            [.. Elements(chart.ToSvg(), "g").Single().Elements().Where(element => element.Name.LocalName == "text")
                .Select(element => element.Value)];
        Assert.Equal(["50.0", "–"], cells);
    }

    [Fact]
    public void A_heat_map_without_written_values_has_a_key_and_steps_of_colour_that_are_ratios()
    {
        var chart = new HeatMap
        {
            Title = "t",
            ColumnLabel = "step",
            RowLabel = "layer",
            Columns = ["0", "9"],
            Rows = ["A", "B"],
            Values = [[1e-4, 1e-2], [0, 1]],
            Value = new Axis("gradient norm") { IsLogarithmic = true },
            WritesValues = false,
        };
        XElement[] cells = [.. Elements(chart.ToSvg(), "g").SelectMany(group => group.Elements())];
        string[] colours = [.. cells.Where(cell => cell.Name.LocalName == "rect").Select(cell => cell.Attribute("style")!.Value)];
        Assert.Equal([$"fill:{Svg.ColourRamp.At(0)}", $"fill:{Svg.ColourRamp.At(0.5)}", $"fill:{Svg.ColourRamp.At(1)}"], colours);
        Assert.Equal(["–"], cells.Where(cell => cell.Name.LocalName == "text").Select(cell => cell.Value));
        Assert.Contains("layer A, step 9: 0.01", cells.Elements().Select(tip => tip.Value));
        string[] words = [.. Elements(chart.ToSvg(), "text").Select(text => text.Value)];
        Assert.Contains("gradient norm", words);
        Assert.All((string[])["0.0001", "0.001", "0.01", "0.1", "1"], tick => Assert.Contains(tick, words));
    }

    [Fact]
    public void Names_of_narrow_columns_are_thinned_out()
    {
        string[] columns = [.. Enumerable.Range(0, 40).Select(i => $"{10_000 + i}")];
        var chart = new HeatMap
        {
            Title = "t",
            ColumnLabel = "c",
            RowLabel = "r",
            Columns = columns,
            Rows = ["A"],
            Values = [[.. columns.Select(_ => 1.0)]],
            Value = new Axis("v"),
            WritesValues = false,
        };
        int written = Elements(chart.ToSvg(), "text").Count(text => columns.Contains(text.Value));
        Assert.InRange(written, 8, 20);
    }

    internal static Chart Make(string kind) => kind switch
    {
        "line" => new LineChart
        {
            Title = "Title & <more>",
            X = X,
            Y = Y,
            Series = [Line("A"), Line("B") with { IsDashed = true, PairedWith = 0 }],
            References = [(0.857, "text")],
        },
        "bar" => new BarChart
        {
            Title = "Title & <more>",
            CategoryLabel = "variant",
            Y = Y,
            Series = ["A", "B"],
            Groups =
                [.. ((string[])["one", "a rather long name of a variant", "another long name of a variant", "again a long name",
                    "and one more long name"])
                        .Select(name => new BarGroup(name, [new Bar(0.5, 0.4, 0.6), new Bar(name == "one" ? double.NaN : 0.3)]))],
        },
        "heat" => new HeatMap
        {
            Title = "Title & <more>",
            ColumnLabel = "c",
            RowLabel = "r",
            Columns = ["1", "2"],
            Rows = ["A", "B"],
            Values = [[0, double.NaN], [double.PositiveInfinity, 1]],
            Value = new Axis("v"),
        },
        "heat with key" => (HeatMap)Make("heat") with { WritesValues = false },
        "histogram" => new Histogram
        {
            Title = "Title & <more>",
            X = new Axis("value"),
            From = -1,
            To = 1,
            Series = [new NamedValues("A", [0, 1, 2, 1]), new NamedValues("B", [0, 0, 0, 0])],
        },
        _ => new BoxPlot
        {
            Title = "Title & <more>",
            CategoryLabel = "c",
            Y = Y,
            Groups = [new NamedValues("A", [0.1, 0.2, double.NaN, 0.5]), new NamedValues("B", [0.3])],
        },
    };

    private static LineSeries Line(string name)
        => new(
            name,
            [new ChartPoint(1, 0.1, 0.05, 0.2), new ChartPoint(2, double.NaN),
                new ChartPoint(3, 0.3, double.NegativeInfinity, double.PositiveInfinity)]);

    private static string Line(LineChart chart)
        => Elements(chart.ToSvg(), "path").Last(path => (string?)path.Attribute("class") == "line").Attribute("d")!.Value;

    private static IEnumerable<XElement> Elements(XElement root, string name)
        => root.DescendantsAndSelf().Where(element => element.Name.LocalName == name);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
