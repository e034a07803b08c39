using NormSharp.Data;

namespace NormSharp.Diagnosis.Data;

/// <summary>Images of one domain.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Images">Images to take statistics from.</param>
/// <param name="Test">Images to measure outputs on.</param>
internal sealed record Domain(string Name, ImageSet Images, ImageSet Test)
{
    /// <summary>Images that nobody has sorted, in the groups that their own numbers fall in; null where there is one.</summary>
    public static (IReadOnlyList<Domain> Domains, TwoGroups Groups)? Find(ImageNumbers numbers, ImageSet images, ImageSet test)
    {
        if (TwoGroups.Of(numbers.Of(images)) is not { } groups)
        {
            return null;
        }

        bool[] second = groups.Second(numbers.Of(images));
        bool[] tested = groups.Second(numbers.Of(test));
        Domain[] domains =
        [
            .. new[] { false, true }.Select(group => new Domain(
                group ? "second" : "first", Part(images, second, group), Part(test, tested, group))),
        ];
        return domains.All(domain => domain.Images.Count > 1 && domain.Test.Count > 1) ? (domains, groups) : null;
    }

    private static ImageSubset Part(ImageSet set, bool[] second, bool group)
        => new(set, [.. Enumerable.Range(0, set.Count).Where(index => second[index] == group)]);
}
