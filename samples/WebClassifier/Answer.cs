using NormSharp.Training;

namespace WebClassifier;

/// <summary>What a picture shows.</summary>
/// <param name="Class">The most likely class.</param>
/// <param name="Top">The five most likely, the first first.</param>
internal sealed record Answer(string Class, IReadOnlyList<ClassProbability> Top)
{
    private const int Shown = 5;

    public static Answer Of(IReadOnlyList<ClassProbability> classes) => new(classes[0].Name, [.. classes.Take(Shown)]);
}
