using NormSharp.Diagnosis.Data;
using NormSharp.Primitives;

namespace NormSharp.Diagnosis.Tests.Composition;

/// <summary>Groups of rows, and whether a gain is chance.</summary>
public sealed class GroupTests
{
    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(5, 0, true)]
    [InlineData(5, 0.45, false)]
    public void Groups_are_found_where_they_are_apart(double distance, double lopsided, bool isFound)
    {
        var random = new Philox(3, 0);
        double[][] rows = new double[300][];
        for (int i = 0; i < rows.Length; i++)
        {
            double place = random.NextDouble() < 0.5 + lopsided ? 0 : distance;
            rows[i] = [place + random.NextNormal(), random.NextNormal(), place + random.NextNormal()];
        }

        Assert.Equal(isFound, TwoGroups.Of(rows) is not null);
    }

    [Fact]
    public void Groups_that_no_principal_component_shows_are_found_by_the_discriminant()
    {
        // Two columns scatter together, which is the first component; their difference tells the groups.
        var random = new Philox(5, 0);
        double[][] rows = new double[400][];
        for (int i = 0; i < rows.Length; i++)
        {
            double common = 2 * random.NextNormal();
            double place = i % 2 == 0 ? 0 : 6;
            rows[i] = [common + random.NextNormal() + place, common + random.NextNormal(), random.NextNormal() + (0.3 * place)];
        }

        TwoGroups groups = TwoGroups.Of(rows)!;
        bool[] second = groups.Second(rows);
        int agree = Enumerable.Range(0, rows.Length).Count(i => second[i] == (i % 2 == 1));
        Assert.True(Math.Max(agree, rows.Length - agree) >= 380, $"{agree} of {rows.Length}, D = {groups.Separation}");
    }

    [Fact]
    public void Too_few_rows_and_no_numbers_show_no_groups()
    {
        double[][] rows = [.. Enumerable.Range(0, 100).Select(i => new[] { i % 2 == 0 ? 0.0 : 9, i % 7 })];
        Assert.NotNull(TwoGroups.Of(rows));
        Assert.Null(TwoGroups.Of(rows[..50]));
        rows[3][1] = double.NaN;
        Assert.Null(TwoGroups.Of(rows));
    }

    [Fact]
    public void The_discriminant_weighs_scatter()
    {
        double[][] rows = [[-1, -1], [-1, 1], [1, -1], [1, 1]];
        double[] direction = Discriminant.Of(rows, [0, 0, 1, 1]);
        Assert.Equal(1, direction[0], 12);
        Assert.Equal(0, direction[1], 12);
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(5, 0, 0.03125)]
    [InlineData(4, 1, 0.1875)]
    [InlineData(1, 4, 0.96875)]
    [InlineData(300, 200, 4.470e-6)]
    public void Chance_is_the_binomial_tail(int gained, int lost, double chance)
    {
        bool[] first = [.. Flags(gained, false), .. Flags(lost, true), true, false, true];
        bool[] second = [.. Flags(gained, true), .. Flags(lost, false), true, false, true];
        Assert.Equal(chance, SignTest.Chance(first, second), 0.005 * chance);
    }

    private static IEnumerable<bool> Flags(int count, bool flag) => Enumerable.Repeat(flag, count);
}
