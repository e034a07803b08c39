namespace NormSharp.Studies.Cells;

/// <summary>Where a cell stands along one axis of a grid.</summary>
/// <param name="Name">The axis, for example <c>learning_rate</c>.</param>
/// <param name="Value">The place on it, for example <c>0.3</c>.</param>
internal readonly record struct Coordinate(string Name, string Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}={Value}";
}
