namespace NormSharp.Training;

/// <summary>How likely an image shows a class.</summary>
/// <param name="Class">The number of the class.</param>
/// <param name="Name">Its name.</param>
/// <param name="Probability">Between 0 and 1; over all classes they sum to 1.</param>
public sealed record ClassProbability(int Class, string Name, float Probability)
{
    /// <summary>For example <c>Sandal 97.3 %</c>.</summary>
    public override string ToString() => $"{Name} {100 * Probability:0.0} %";
}
