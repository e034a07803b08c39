using NormSharp.Training;

namespace NormSharp.Data.Tests;

public sealed class ClassSelectionTests
{
    private static readonly InMemoryImageSet Set = new(
        "five", new ImageShape(1, 1, 1), ["a", "b", "c", "d"], [10, 11, 12, 13, 14], [2, 0, 1, 2, 0]);

    [Fact]
    public void Labels_count_anew_in_the_order_given()
    {
        ImageSet chosen = Set.SelectClasses([2, 0]);
        Assert.Equal(["c", "a"], chosen.ClassNames);
        Assert.Equal(
            [(0, 10), (1, 11), (0, 13), (1, 14)],
            Enumerable.Range(0, chosen.Count).Select(i => (chosen.LabelOf(i), (int)chosen.Image(i)[0])));
        Assert.Throws<ArgumentOutOfRangeException>(() => chosen.LabelOf(4));
    }

    [Theory]
    [InlineData(new[] { 0 }, "at least 2")]
    [InlineData(new[] { 0, 4 }, "not 4")]
    [InlineData(new[] { 0, -1 }, "not -1")]
    [InlineData(new[] { 1, 0, 1 }, "twice")]
    [InlineData(new[] { 0, 3 }, "no image of class 3")]
    public void Classes_that_cannot_be_chosen_are_named(int[] classes, string words) =>
        Assert.Contains(words, Assert.Throws<ArgumentException>(() => Set.SelectClasses(classes)).Message, StringComparison.Ordinal);

    [Fact]
    public void Without_labels_there_is_no_accuracy()
    {
        ImageSet images = TinyTask.Set("tiny", 5, 1).WithoutLabels();
        Assert.False(images.HasLabels);
        Assert.Equal(-1, images.LabelOf(3));
        Assert.Equal(TinyTask.Set("tiny", 5, 1).Image(3).ToArray(), images.Image(3).ToArray());
        Assert.Contains(
            "no labels",
            Assert.Throws<NormSharpException>(() => Evaluator.Evaluate(TinyTask.Model(), images)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_images_alone_are_opened()
    {
        using var folder = new TemporaryFolder();
        string png = Path.Combine(folder.Path, "flat");
        Directory.CreateDirectory(png);
        new PngImage(2, 1, 1, [7, 8]).Write(Path.Combine(png, "b.png"));
        new PngImage(2, 1, 1, [5, 6]).Write(Path.Combine(png, "a.PNG"));
        Assert.True(UnlabelledImages.Recognises(png));
        ImageSet images = UnlabelledImages.Open(png);
        Assert.Equal((2, 0), (images.Count, images.ClassCount));
        Assert.Equal([5, 6], images.Image(0).ToArray());

        string idx = folder.File("images");
        File.WriteAllBytes(idx, [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6]);
        images = UnlabelledImages.Open(idx);
        Assert.Equal(new ImageShape(1, 1, 3), images.Shape);
        Assert.Equal([4, 5, 6], images.Image(1).ToArray());
        File.WriteAllBytes(idx, [0, 0, 8, 1, 0, 0, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        Assert.Contains("labels", Assert.Throws<DataFormatException>(() => UnlabelledImages.Open(idx)).Message, StringComparison.Ordinal);
        Assert.False(UnlabelledImages.Recognises(folder.Path));
        Assert.Throws<DataFormatException>(() => UnlabelledImages.Open(folder.File("nowhere")));
    }
}
