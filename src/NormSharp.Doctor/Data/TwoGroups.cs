namespace NormSharp.Diagnosis.Data;

/// <summary>
/// Two groups that rows of numbers fall in: along some direction in the space of their first principal components, a mixture of two normal
/// distributions that are apart.
/// </summary>
/// <remarks>
/// A mixture is fitted along each of the first components. From there the direction is refined: Fisher's linear discriminant of the two
/// groups, a mixture along it, and so on, until no row changes its group.
/// </remarks>
internal sealed class TwoGroups
{
    // From where on two modes are told apart (Ashman, Bird and Zepf 1994); photos alone, light and dark ones, reach that.
    private const double Apart = 2;
    private const double SmallestShare = 0.1;
    private const int FewestRows = 60;
    private const int MostRows = 2000;
    private const int Starts = 5;
    private const int MostComponents = 10;
    private const int RowsOfComponent = 20;
    private const int MixtureSteps = 100;
    private const int RefinedSteps = 10;
    private const int Refinements = 20;

    private readonly PrincipalComponents _components;
    private readonly double[] _direction;
    private readonly TwoNormals _modes;

    private TwoGroups(PrincipalComponents components, double[] direction, TwoNormals modes)
        => (_components, _direction, _modes) = (components, direction, modes);

    /// <summary>Ashman's D of the two along the direction.</summary>
    public double Separation => _modes.Separation;

    /// <summary>The groups that are farthest apart; null where none are, or there are too few rows to tell.</summary>
    /// <param name="rows">The rows, in no order that tells anything.</param>
    public static TwoGroups? Of(IReadOnlyList<double[]> rows)
    {
        if (rows.Count < FewestRows || rows.Any(row => !row.All(double.IsFinite)))
        {
            return null;
        }

        double[][] some = [.. rows.Take(MostRows)];
        var components = new PrincipalComponents(some, Math.Min(MostComponents, some.Length / RowsOfComponent));
        double[][] scores = [.. some.Select(components.Of)];
        return Enumerable.Range(0, Math.Min(Starts, scores[0].Length))
            .SelectMany(start => From(components, scores, start))
            .Where(groups => groups._modes.Share >= SmallestShare && groups.Separation >= Apart)
            .MaxBy(groups => groups.Separation);
    }

    /// <summary>Whether each row is of the second group.</summary>
    public bool[] Second(IReadOnlyList<double[]> rows)
        => [.. _modes.Shares(Along([.. rows.Select(_components.Of)], _direction)).Select(share => share > 0.5)];

    /// <summary>The groups along a component, and along the direction that it is refined to.</summary>
    private static IEnumerable<TwoGroups> From(PrincipalComponents components, double[][] scores, int start)
    {
        double[] direction = new double[scores[0].Length];
        direction[start] = 1;
        double[] along = Along(scores, direction);
        TwoNormals modes = TwoNormals.OfHalves(along, MixtureSteps);
        yield return new TwoGroups(components, direction, modes);
        double[] second = modes.Shares(along);
        for (int step = 0; step < Refinements; step++)
        {
            direction = Discriminant.Of(scores, second);
            along = Along(scores, direction);
            modes = TwoNormals.From(along, second, RefinedSteps);
            double[] before = second;
            second = modes.Shares(along);
            if (second.Zip(before).All(pair => pair.First > 0.5 == pair.Second > 0.5))
            {
                break;
            }
        }

        yield return new TwoGroups(components, direction, modes);
    }

    private static double[] Along(double[][] scores, double[] direction)
        => [.. scores.Select(row => PrincipalComponents.Dot(row, direction))];
}
