using NormSharp.Cli.Output;

namespace NormSharp.Cli.Tests.Screens;

public sealed class FormatTests
{
    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(7.4, "0:07")]
    [InlineData(59.6, "1:00")]
    [InlineData(750, "12:30")]
    [InlineData(3723, "1:02:03")]
    [InlineData(360_000, "100:00:00")]
    public void Time(double seconds, string expected) => Assert.Equal(expected, Format.Time(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void An_endless_time_is_cut_instead_of_failing() => Assert.NotEmpty(Format.Time(TimeSpan.MaxValue));

    [Theory]
    [InlineData(512, "512 bytes")]
    [InlineData(1536, "1.5 KB")]
    [InlineData(3.0 * 1024 * 1024, "3.0 MB")]
    [InlineData(2.5e13, "22.7 TB")]
    public void Bytes(double bytes, string expected) => Assert.Equal(expected, Format.Bytes(bytes));

    [Fact]
    public void Counts_and_shares()
    {
        Assert.Equal("12,000", Format.Count(12_000));
        Assert.Equal("88.10 %", Format.Percent(0.881));
        Assert.Equal("0.05", Format.Number(0.05));
        Assert.Equal("0.000001", Format.Number(1e-6));
    }
}
