using NormSharp.Primitives;

namespace NormSharp.Data.Tests;

public sealed class AugmenterTests
{
    private static readonly byte[] Image = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    [Theory]
    [InlineData(0, 0, false, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    [InlineData(1, 0, false, new byte[] { 0, 0, 0, 1, 2, 3, 4, 5, 6 })]
    [InlineData(-2, 0, false, new byte[] { 7, 8, 9, 0, 0, 0, 0, 0, 0 })]
    [InlineData(0, 1, false, new byte[] { 0, 1, 2, 0, 4, 5, 0, 7, 8 })]
    [InlineData(1, -1, false, new byte[] { 0, 0, 0, 2, 3, 0, 5, 6, 0 })]
    [InlineData(0, 0, true, new byte[] { 3, 2, 1, 6, 5, 4, 9, 8, 7 })]
    [InlineData(0, 1, true, new byte[] { 0, 3, 2, 0, 6, 5, 0, 9, 8 })]
    [InlineData(-1, -2, true, new byte[] { 4, 0, 0, 7, 0, 0, 0, 0, 0 })]
    public void Moves_and_mirrors_every_channel(int down, int right, bool flip, byte[] expected)
    {
        Augmenter augmenter = new(new() { MaxShift = 2 }, new ImageShape(2, 3, 3));
        byte[] twoChannels = [.. Image, .. Image.Select(value => (byte)(value + 100))];
        byte[] moved = augmenter.Move(twoChannels, down, right, flip).ToArray();
        Assert.Equal(expected, moved[..9]);
        Assert.Equal(expected.Select(value => (byte)(value == 0 ? 0 : value + 100)), moved[9..]);
    }

    [Fact]
    public void Every_shift_and_flip_comes_equally_often()
    {
        // One lit pixel in the middle of 5×5 tells the shift; a second one beside it the flip.
        byte[] image = new byte[25];
        (image[12], image[13]) = (200, 100);
        Augmenter augmenter = new(new() { MaxShift = 1, HorizontalFlip = true }, new ImageShape(1, 5, 5));
        Dictionary<(int Place, bool IsMirrored), int> counts = [];
        for (ulong i = 0; i < 9000; i++)
        {
            byte[] moved = augmenter.Apply(image, new Philox(1, i)).ToArray();
            int place = Array.IndexOf(moved, (byte)200);
            (int, bool) key = (place, Array.IndexOf(moved, (byte)100) == place - 1);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        Assert.Equal(18, counts.Count);
        Assert.Equal([6, 7, 8, 11, 12, 13, 16, 17, 18], counts.Keys.Select(key => key.Place).Distinct().Order());
        // 500 each, five standard deviations of 22.
        Assert.All(counts.Values, count => Assert.InRange(count, 390, 610));
    }

    [Fact]
    public void Nothing_is_mirrored_unless_asked_for()
    {
        Augmenter augmenter = new(new() { MaxShift = 0 }, new ImageShape(1, 3, 3));
        for (ulong i = 0; i < 50; i++)
        {
            Assert.Equal(Image, augmenter.Apply(Image, new Philox(1, i)).ToArray());
        }
    }
}
