namespace NormSharp.Training;

/// <summary>What a check says, before id and severity are added.</summary>
/// <param name="Layers">The layers that it concerns.</param>
/// <param name="Message">What was found.</param>
/// <param name="Advice">What to do.</param>
internal sealed record Finding(IReadOnlyList<string> Layers, string Message, string Advice)
{
    /// <summary>One finding for all of some layers; none without layers.</summary>
    public static IEnumerable<Finding> For(IEnumerable<string> layers, string message, string advice)
    {
        string[] all = [.. layers];
        return all.Length == 0 ? [] : [new Finding(all, message, advice)];
    }
}
