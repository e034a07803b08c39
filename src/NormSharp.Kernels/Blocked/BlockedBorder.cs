namespace NormSharp.Kernels.Blocked;

/// <summary>Writes the zeros around an image: whoever writes rows of an image writes their borders too.</summary>
/// <param name="layout">The image's layout.</param>
internal readonly unsafe struct BlockedBorder(in BlockedLayout layout)
{
    private readonly nint _side = layout.Border.Width * layout.Lanes;
    private readonly nint _row = layout.RowStride;
    private readonly nint _above = layout.Border.Height * layout.RowStride;
    private readonly int _width = layout.Width * layout.Lanes;
    private readonly int _height = layout.Height;

    /// <summary>The borders of whole images.</summary>
    /// <param name="images">How many images.</param>
    /// <param name="layout">How each lies.</param>
    /// <param name="y">Them.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public static void Clear(int images, in BlockedLayout layout, Span<float> y)
    {
        Guard.Length(y.Length, checked(images * layout.Length), nameof(y));
        var border = new BlockedBorder(layout);
        fixed (float* start = y)
        {
            var all = new BlockedImages(start, layout);
            for (int image = 0; image < images; image++)
            {
                for (int block = 0; block < layout.Blocks; block++)
                {
                    border.Clear(all.Row(image, block, 0), 0, layout.Height);
                }
            }
        }
    }

    /// <summary>The borders that touch some rows of a block, corners included.</summary>
    /// <param name="first">The first column of the first of these rows.</param>
    /// <param name="from">Which row that is.</param>
    /// <param name="rows">How many there are.</param>
    public void Clear(float* first, int from, int rows)
    {
        if (_side > 0)
        {
            float* left = first - _side;
            for (int row = 0; row < rows; row++, left += _row)
            {
                new Span<float>(left, (int)_side).Clear();
                new Span<float>(left + _side + _width, (int)_side).Clear();
            }
        }

        if (_above > 0 && from == 0)
        {
            new Span<float>(first - _side - _above, (int)_above).Clear();
        }

        if (_above > 0 && from + rows == _height)
        {
            new Span<float>(first - _side + (rows * _row), (int)_above).Clear();
        }
    }
}
