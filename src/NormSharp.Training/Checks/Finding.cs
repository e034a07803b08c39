namespace NormSharp.Training;

/// <summary>What a check says, before id and severity are added.</summary>
/// <param name="Layers">The layers that it concerns.</param>
/// <param name="Message">What was found.</param>
/// <param name="Advice">What to do.</param>
internal sealed record Finding(IReadOnlyList<string> Layers, string Message, string Advice)
{
    /// <summary>How many images pass a layer at once.</summary>
    public const string Images = "images";

    /// <summary>The numbers after it, by name.</summary>
    public IReadOnlyDictionary<string, double> Measured { get; init; } = new Dictionary<string, double>();

    /// <summary>One finding for all of some layers; none without layers.</summary>
    public static IEnumerable<Finding> For(IEnumerable<string> layers, string message, string advice)
    {
        string[] all = [.. layers];
        return all.Length == 0 ? [] : [new Finding(all, message, advice)];
    }

    /// <summary>The same after so many images that pass a layer at once.</summary>
    public Finding Of(int images) => this with { Measured = new Dictionary<string, double> { [Images] = images } };
}
