namespace NormSharp.Charts;

/// <summary>How a quantity is laid out along one side of a chart.</summary>
/// <param name="Label">What is shown, with its unit in brackets where it has one: <c>test accuracy (%)</c>.</param>
public sealed record Axis(string Label)
{
    /// <summary>Whether powers of ten are equally far apart; values that are not positive are left out then.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Where the axis begins; taken from the data when null.</summary>
    public double? Minimum { get; init; }

    /// <summary>Where the axis ends; taken from the data when null.</summary>
    public double? Maximum { get; init; }

    /// <summary>Whether only whole numbers are marked, as for epochs.</summary>
    public bool IsWhole { get; init; }

    /// <summary>What a value is multiplied with before it is written: 100 for shares that are shown as percent.</summary>
    public double Factor { get; init; } = 1;
}
