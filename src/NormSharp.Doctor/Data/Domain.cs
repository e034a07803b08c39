using NormSharp.Data;

namespace NormSharp.Diagnosis.Data;

/// <summary>Images of one domain.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Images">Images to take statistics from.</param>
/// <param name="Test">Images to measure outputs on.</param>
internal sealed record Domain(string Name, ImageSet Images, ImageSet Test)
{
    /// <summary>Whether the images that statistics are taken from are others than those of the test, and have such labels.</summary>
    public bool HasTwice { get; init; }

    /// <summary>Every image that tells how good statistics are: those of the test, and others that have labels as these have.</summary>
    public IReadOnlyList<ImageSet> Measured => HasTwice ? [Test, Images] : [Test];

    /// <summary>Whether both have labels of the same classes, and are not the same set.</summary>
    public static bool AreAlike(ImageSet images, ImageSet test)
        => !ReferenceEquals(images, test) && images.HasLabels && images.ClassNames.SequenceEqual(test.ClassNames);

    /// <summary>Images that nobody has sorted, in the groups that their own numbers fall in; null where there is one.</summary>
    /// <param name="numbers">What tells the numbers of images.</param>
    /// <param name="all">The images, as one domain.</param>
    public static (IReadOnlyList<Domain> Domains, TwoGroups Groups)? Find(ImageNumbers numbers, Domain all)
    {
        IReadOnlyList<double[]> images = numbers.Of(all.Images);
        IReadOnlyList<double[]> test = numbers.Of(all.Test);
        if (images.Count == 0 || test.Count == 0
            || TwoGroups.Of([.. images, .. test]) is not { } groups)
        {
            return null;
        }

        bool[] second = groups.Second(images);
        bool[] tested = groups.Second(test);
        Domain[] domains =
        [
            .. new[] { false, true }.Select(group => all with
            {
                Name = group ? "second" : "first",
                Images = Part(all.Images, second, group),
                Test = Part(all.Test, tested, group),
            }),
        ];
        return domains.All(domain => domain.Images.Count > 1 && domain.Test.Count > 1) ? (domains, groups) : null;
    }

    private static ImageSubset Part(ImageSet set, bool[] second, bool group)
        => new(set, [.. Enumerable.Range(0, set.Count).Where(index => second[index] == group)]);
}
