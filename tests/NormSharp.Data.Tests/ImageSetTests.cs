namespace NormSharp.Data.Tests;

public sealed class ImageSetTests
{
    [Fact]
    public void Parts_of_a_set_show_its_images()
    {
        ImageSet set = SampleFiles.Numbered(30, new ImageShape(1, 2, 2));
        ImageSet part = set.WithClasses(3, 7).Take(5);
        Assert.Equal([3, 7, 13, 17, 23], Enumerable.Range(0, part.Count).Select(i => (int)part.Image(i)[0]));
        Assert.Equal([3, 7, 3, 7, 3], Enumerable.Range(0, part.Count).Select(part.LabelOf));
        Assert.Equal(10, part.ClassCount);
        Assert.Same(set, set.Take(31));
        Assert.Equal([13, 17, 23], Enumerable.Range(0, part.Skip(2).Count).Select(i => (int)part.Skip(2).Image(i)[0]));
        Assert.Same(set, set.Skip(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => part.Skip(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => part.Skip(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => part.LabelOf(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Take(0));
        Assert.Throws<ArgumentException>(() => set.WithClasses(11));
    }

    [Fact]
    public void Arrays_that_do_not_fit_are_refused()
    {
        ImageShape shape = new(1, 2, 2);
        Assert.Throws<ArgumentException>(() => new InMemoryImageSet("x", shape, ["a"], [], []));
        Assert.Throws<ArgumentException>(() => new InMemoryImageSet("x", shape, ["a"], new byte[7], [0, 0]));
        Assert.Contains("image 1 has label 1",
            Assert.Throws<ArgumentException>(() => new InMemoryImageSet("x", shape, ["a"], new byte[8], [0, 1])).Message);
    }
}
