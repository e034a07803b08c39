using NormSharp.Data;

namespace NormSharp.Training;

/// <summary>Gives the images of a set the labels that a model has for classes of the same names.</summary>
internal static class ClassMatching
{
    private const int MostNames = 20;

    /// <summary>The set as it is where names and their order agree, with other labels where only the order differs.</summary>
    /// <param name="set">Images with labels.</param>
    /// <param name="classes">The model's classes, in the order of its outputs.</param>
    /// <param name="owner">Whose classes they are, for the message.</param>
    /// <exception cref="NormSharpException">The set has a class that the model does not know; the message lists both.</exception>
    public static ImageSet Match(ImageSet set, IReadOnlyList<string> classes, string owner = "the model")
    {
        if (!set.HasLabels || classes.Take(set.ClassCount).SequenceEqual(set.ClassNames) || AreNumbers(classes))
        {
            return set;
        }

        // Of names that are there twice the first is meant.
        var labels = new Dictionary<string, int>();
        for (int label = 0; label < classes.Count; label++)
        {
            labels.TryAdd(Form(classes[label]), label);
        }

        int[] matched = [.. set.ClassNames.Select(name => labels.GetValueOrDefault(Form(name), -1))];
        bool[] isUsed = new bool[matched.Length];
        for (int i = 0; i < set.Count; i++)
        {
            isUsed[set.LabelOf(i)] = true;
        }

        string[] unknown = [.. set.ClassNames.Where((_, label) => matched[label] < 0 && isUsed[label])];
        return unknown.Length == 0
            ? set.Relabelled(matched, classes)
            : throw new NormSharpException(
                $"{set.Name}: {owner} does not know the {(unknown.Length == 1 ? "class" : "classes")} {List(unknown)}; the data has "
                    + $"{List(set.ClassNames)}, {owner} {List(classes)}; rename the classes of the data, or take known ones alone");
    }

    /// <summary>Whether classes have no names but those that they were given for want of any.</summary>
    private static bool AreNumbers(IReadOnlyList<string> classes)
        => classes.Select((name, label) => name == $"class {label}").All(isNumber => isNumber);

    private static string Form(string name) => ComposedName.Of(name);

    private static string List(IReadOnlyList<string> names)
        => names.Count <= MostNames
            ? string.Join(", ", names)
            : $"{string.Join(", ", names.Take(MostNames))} and {names.Count - MostNames} more";
}
