using NormSharp.Kernels.Pooling;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Guarded.Walks;

/// <summary>Maxima and means of windows.</summary>
internal sealed class PoolingWalk : IGuardedWalk
{
    public void Run(GuardedCase c)
    {
        PoolingGeometry g = Draw(c);
        Span<float> x = c.Floats(g.InputLength), y = c.Floats(g.OutputLength), dx = c.Floats(g.InputLength);
        Span<int> indices = c.Integers(g.OutputLength, 1);
        bool counted = c.Coin();
        string sizes = $"{g.Sizes}";
        c.Say("MaxPooling.Forward", sizes);
        MaxPooling.Forward(c.Team, g, x, y, c.Coin() ? default : indices);
        MaxPooling.Forward(c.Team, g, x, y, indices);
        c.Say("MaxPooling.Backward", sizes);
        MaxPooling.Backward(c.Team, g, y, indices, dx);
        c.Say("AveragePooling.Forward", $"{sizes}, padding counted {counted}");
        AveragePooling.Forward(c.Team, g, counted, x, y);
        c.Say("AveragePooling.Backward", $"{sizes}, padding counted {counted}");
        AveragePooling.Backward(c.Team, g, counted, y, dx);
    }

    private static PoolingGeometry Draw(GuardedCase c)
    {
        while (true)
        {
            int planes = c.Extent(0, 20), height = c.Extent(), width = c.Extent();
            if (!GuardedCase.IsSmall(planes, height, width))
            {
                continue;
            }

            if (c.Random.Next(3) == 0 && height > 1 && width > 1)
            {
                return new PoolingGeometry(new(planes, height, width, 2, 2, 2, 2));
            }

            int rows = c.Random.Next(10) == 0 ? 1000 : c.Random.Next(1, 6);
            int columns = c.Random.Next(10) == 0 ? 1 << 20 : c.Random.Next(1, 6);
            int down = c.Random.Next(10) == 0 ? 1 << 20 : c.Random.Next(1, 5);
            int across = c.Random.Next(10) == 0 ? 1 << 20 : c.Random.Next(1, 5);
            var sizes = new PoolingSizes(planes, height, width, rows, columns, down, across)
            {
                PaddingHeight = c.Coin() ? rows / 2 : c.Random.Next(0, (rows / 2) + 1),
                PaddingWidth = c.Coin() ? columns / 2 : c.Random.Next(0, (columns / 2) + 1),
            };
            long paddedHeight = height + (2L * sizes.PaddingHeight), paddedWidth = width + (2L * sizes.PaddingWidth);
            bool fits = paddedHeight >= rows && paddedWidth >= columns && paddedHeight * paddedWidth <= 1L << 30;
            long positions = fits ? (((paddedHeight - rows) / down) + 1) * (((paddedWidth - columns) / across) + 1) : 0;
            if (fits && positions * planes <= 1 << 16)
            {
                return new PoolingGeometry(sizes);
            }
        }
    }
}
