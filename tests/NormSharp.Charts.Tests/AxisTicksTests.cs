using System.Globalization;
using NormSharp.Charts.Scales;

namespace NormSharp.Charts.Tests;

public class AxisTicksTests
{
    [Theory]
    [InlineData(0, 1, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0, 100, "0 20 40 60 80 100")]
    [InlineData(-3, 7, "−2 0 2 4 6")]
    [InlineData(0.0001, 0.0009, "0.0002 0.0004 0.0006 0.0008")]
    [InlineData(0, 60_000, "0 10,000 20,000 30,000 40,000 50,000 60,000")]
    public void Linear_ticks_are_round_and_inside(double low, double high, string expected)
        => Assert.Equal(expected, string.Join(' ', AxisTicks.Linear(low, high).Select(tick => tick.Text)));

    [Fact]
    public void Whole_ticks_have_no_fractions()
        => Assert.Equal(["1", "2", "3"], AxisTicks.Linear(0.9, 3.1, isWhole: true).Select(tick => tick.Text));

    [Theory]
    [InlineData(0.01, 10, "0.01 0.1 1 10")]
    [InlineData(1, 20, "1 2 5 10 20")]
    [InlineData(1e-8, 1e-6, "10⁻⁸ 10⁻⁷ 10⁻⁶")]
    public void Logarithmic_ticks_are_powers_of_ten(double low, double high, string expected)
        => Assert.Equal(expected, string.Join(' ', AxisTicks.Logarithmic(Math.Log10(low), Math.Log10(high)).Select(tick => tick.Text)));

    [Fact]
    public void Many_powers_are_thinned_out()
        => Assert.InRange(AxisTicks.Logarithmic(-18, 2).Count(), 4, 9);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(-2, -2)]
    public void An_axis_of_one_value_has_room_around_it(double low, double high)
    {
        var map = new AxisMap(new Axis("x"), [low, high], 0, 100);
        Assert.InRange(map.At(low), 40, 60);
        Assert.NotEmpty(map.Ticks());
    }

    [Fact]
    public void A_factor_scales_what_is_written_and_not_where_it_stands()
    {
        var map = new AxisMap(new Axis("%") { Factor = 100, Minimum = 0, Maximum = 1 }, [], 0, 200);
        (double position, string text) = map.Ticks().Last();
        Assert.Equal("100", text);
        Assert.Equal(200, position, 9);
        Assert.Equal(100, map.At(0.5), 9);
    }

    [Fact]
    public void A_factor_scales_logarithmic_ticks_too()
    {
        var map = new AxisMap(new Axis("%") { Factor = 100, Minimum = 0.001, Maximum = 1, IsLogarithmic = true }, [], 0, 300);
        Assert.Equal(
            [(0, "0.1"), (100, "1"), (200, "10"), (300, "100")], map.Ticks().Select(tick => (Math.Round(tick.Position, 6), tick.Text)));
    }

    [Fact]
    public void A_logarithmic_axis_refuses_what_has_no_logarithm()
    {
        var map = new AxisMap(new Axis("x") { IsLogarithmic = true }, [0, -1, double.NaN, 1, 100], 0, 100);
        Assert.False(map.CanShow(-1));
        Assert.False(map.CanShow(double.NaN));
        Assert.Equal(map.At(10) - map.At(1), map.At(100) - map.At(10), 6);

        // Zero has no logarithm either: it stands at the end, apart, with a mark that says so.
        Assert.Equal((0, "0"), map.Ticks().Last());
        Assert.Equal(0, map.At(0));
        Assert.True(map.At(1) > 10);
        Assert.False(map.IsInside(0));
        Assert.All(map.Ticks(), tick => Assert.True(double.Parse(tick.Text, CultureInfo.InvariantCulture) >= 0));
    }
}
