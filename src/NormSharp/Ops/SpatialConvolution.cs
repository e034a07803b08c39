using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>
/// Convolutions of one, two and three dimensions, by that of two: a row is a plane of height 1, and of three dimensions the windows of the
/// first become channels.
/// </summary>
internal static class SpatialConvolution
{
    /// <summary>y[n, o] = bias[o] + Σ over channels and kernel positions of weight · x.</summary>
    /// <param name="x">[N, C, d₁, …, dₖ], k from 1 to 3.</param>
    /// <param name="weight">[O, C / groups, k₁, …, kₖ].</param>
    /// <param name="bias">[O], or null.</param>
    /// <param name="window">The windows.</param>
    /// <param name="groups">Into how many groups the channels fall.</param>
    /// <param name="depth"><see cref="WindowMaps.Unfold"/> of the first of three dimensions.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor Convolve(
        this Tensor x, Tensor weight, Tensor? bias, SpatialWindow window, int groups, AxisMapCache depth)
    {
        CheckKernel(weight.Shape, window);
        window.CheckRank(x.Shape, nameof(Convolve));
        Shape s = x.Shape;
        Shape w = weight.Shape;
        switch (window.Rank)
        {
            case 1:
                Tensor row = Planar(
                    x.Reshape(s[0], s[1], 1, s[2]), Joined(weight, x).Reshape(w[0], w[1], 1, w[2]), bias, window, groups);
                return row.Reshape(row.Shape[0], row.Shape[1], row.Shape[3]);
            case 2:
                return Planar(x, weight, bias, window, groups);
            default:
                int outputs = window.Along(0, s[2]).Outputs;
                Tensor slices = x.MapAxis(2, depth.Of(0, s[2]))
                    .Reshape(s[0], s[1], w[2], outputs, s[3], s[4])
                    .Permute(0, 3, 1, 2, 4, 5)
                    .Reshape(Times(s[0], outputs), Times(s[1], w[2]), s[3], s[4]);
                Tensor y = Planar(
                    slices, Joined(weight, x).Reshape(w[0], Times(w[1], w[2]), w[3], w[4]), bias, window, groups);
                return y.Reshape(s[0], outputs, w[0], y.Shape[2], y.Shape[3]).Permute(0, 2, 1, 3, 4).Contiguous();
        }
    }

    /// <summary>
    /// Each entry of x is multiplied by the filters and added to a window of the output: the adjoint of <see cref="Convolve"/>.
    /// </summary>
    /// <param name="x">[N, C, d₁, …, dₖ], k from 1 to 3.</param>
    /// <param name="weight">[C, O / groups, k₁, …, kₖ].</param>
    /// <param name="bias">[O], or null.</param>
    /// <param name="window">The windows over the output.</param>
    /// <param name="groups">Into how many groups the channels fall.</param>
    /// <param name="depth">The transposed <see cref="WindowMaps.Unfold"/> of the first of three dimensions.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor ConvolveTransposed(
        this Tensor x, Tensor weight, Tensor? bias, TransposedWindow window, int groups, AxisMapCache depth)
    {
        CheckKernel(weight.Shape, window.Window);
        window.Window.CheckRank(x.Shape, nameof(ConvolveTransposed));
        Shape s = x.Shape;
        Shape w = weight.Shape;
        Tensor y;
        switch (window.Window.Rank)
        {
            case 1:
                Tensor row = PlanarTransposed(
                    x.Reshape(s[0], s[1], 1, s[2]), Joined(weight, x).Reshape(w[0], w[1], 1, w[2]), window, groups);
                y = row.Reshape(row.Shape[0], row.Shape[1], row.Shape[3]);
                break;
            case 2:
                y = PlanarTransposed(x, weight, window, groups);
                break;
            default:
                Tensor slices = x.Permute(0, 2, 1, 3, 4).Reshape(Times(s[0], s[2]), s[1], s[3], s[4]);
                Tensor spread = PlanarTransposed(
                    slices, Joined(weight, x).Reshape(w[0], Times(w[1], w[2]), w[3], w[4]), window, groups);
                (int channels, int rows, int columns) = (Times(w[1], groups), spread.Shape[2], spread.Shape[3]);
                y = spread.Reshape(s[0], s[2], channels, w[2], rows, columns)
                    .Permute(0, 2, 3, 1, 4, 5)
                    .Reshape(s[0], channels, Times(w[2], s[2]), rows, columns)
                    .MapAxis(2, depth.Of(0, s[2]));
                break;
        }

        if (bias is null)
        {
            return y;
        }

        Span<int> channel = stackalloc int[y.Rank];
        channel.Fill(1);
        channel[1] = bias.Length == y.Shape[1]
            ? bias.Length
            : throw new ArgumentException($"the bias has shape {bias.Shape}; {y.Shape[1]} output channels need [{y.Shape[1]}]");
        return y + Joined(bias, x).Reshape(channel);
    }

    /// <summary>Numbers that <see cref="Convolve"/> takes beside its input and output.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static long ScratchOf(Shape x, Shape weight, SpatialWindow window, int groups)
    {
        bool isDeep = window.Rank == 3;
        int slices = isDeep ? window.Along(0, x[2]).Outputs : 1;
        int depth = isDeep ? weight[2] : 1;
        AxisWindow columns = window.Along(window.Rank - 1, x[^1]);
        AxisWindow rows = window.Rank == 1 ? new AxisWindow(1, 1, 1, 1, 0, 0, 1) : window.Along(window.Rank - 2, x[^2]);
        bool pads = !MarginsOf(rows, columns).AreNone;
        Shape planes = [Times(x[0], slices), Times(x[1], depth), rows.Extent, columns.Extent];
        Shape padded = pads
            ? [planes[0], planes[1], rows.Extent + rows.Before + rows.After, columns.Extent + columns.Before + columns.After]
            : planes;
        Shape filters = [weight[0], Times(weight[1], depth), rows.Kernel, columns.Kernel];
        long output = Numbers(planes[0], weight[0], rows.Outputs, columns.Outputs);
        return (isDeep ? (2 * Numbers(planes)) + output : 0) + (pads ? Numbers(padded) : 0)
            + ScratchLengths.Of(SettingsOf(rows, columns, groups).GeometryOf(padded, filters, null));
    }

    /// <summary>Numbers that <see cref="ConvolveTransposed"/> takes beside its input and output.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static long ScratchOf(Shape x, Shape weight, TransposedWindow window, int groups)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        int rank = window.Window.Rank;
        bool isDeep = rank == 3;
        AxisWindow columns = window.Along(rank - 1, x[^1]);
        AxisWindow rows = rank == 1 ? new AxisWindow(1, 1, 1, 1, 0, 0, 1) : window.Along(rank - 2, x[^2]);
        int images = Times(x[0], isDeep ? x[2] : 1);
        int channels = Times(Times(weight[1], isDeep ? weight[2] : 1), groups);
        Size2d padding = (Alike(rows), Alike(columns));
        Shape whole = [images, channels, Whole(rows) - (2 * padding.Height), Whole(columns) - (2 * padding.Width)];
        long cut = Numbers(images, channels, rows.Extent, columns.Extent);
        Shape filters = [weight[0], channels / groups, rows.Kernel, columns.Kernel];
        ConvolutionSettings settings = SettingsOf(rows, columns, groups) with { Padding = padding };
        return Numbers(whole) + (isDeep ? (2 * cut) + Numbers(x) : 0) + (3 * cut)
            + ScratchLengths.OfInputGradient(settings.GeometryOf(whole, filters, null));
    }

    /// <summary>A parameter as a tensor of the tape of x, of which views may be made.</summary>
    internal static Tensor Joined(Tensor tensor, Tensor x) => tensor is Parameter parameter ? parameter.On(x) : tensor;

    private static Tensor Planar(Tensor x, Tensor weight, Tensor? bias, SpatialWindow window, int groups)
    {
        (AxisWindow rows, AxisWindow columns) = (AlongRows(window, x.Shape[2]), window.Along(window.Rank - 1, x.Shape[3]));
        Margins margins = MarginsOf(rows, columns);
        return (margins.AreNone ? x : x.PadConstant(margins)).Conv2d(weight, bias, SettingsOf(rows, columns, groups));
    }

    /// <summary>
    /// The convolution of planes whose gradient by its input a transposed one is; null where more is to be done than that gradient.
    /// </summary>
    internal static ConvolutionSettings? PlainTransposed(Shape x, TransposedWindow window, int groups)
    {
        (AxisWindow rows, AxisWindow columns) = (window.Along(0, x[2]), window.Along(1, x[3]));
        ConvolutionSettings settings = SettingsOf(rows, columns, groups);
        return MarginsOf(rows, columns).AreNone && Spreads(rows, settings.Padding.Height) && Spreads(columns, settings.Padding.Width)
            ? settings
            : null;
    }

    private static Tensor PlanarTransposed(Tensor x, Tensor weight, TransposedWindow window, int groups)
    {
        int rank = window.Window.Rank;
        AxisWindow columns = window.Along(rank - 1, x.Shape[3]);
        AxisWindow rows = rank == 1 ? new AxisWindow(1, 1, 1, 1, 0, 0, 1) : window.Along(rank - 2, x.Shape[2]);
        ConvolutionSettings settings = SettingsOf(rows, columns, groups);
        if (MarginsOf(rows, columns).AreNone && Spreads(rows, settings.Padding.Height) && Spreads(columns, settings.Padding.Width))
        {
            return x.ConvTranspose2d(weight, settings, (rows.Extent, columns.Extent));
        }

        // What both sides lose alike is never computed; the rest is cut off.
        Size2d padding = (Alike(rows), Alike(columns));
        (int height, int width) = (Whole(rows) - (2 * padding.Height), Whole(columns) - (2 * padding.Width));
        Tensor whole = x.ConvTranspose2d(weight, settings with { Padding = padding }, (height, width));
        (int top, int left) = (rows.Before - padding.Height, columns.Before - padding.Width);
        return whole.PadConstant(new Margins([-top, -left], [rows.Extent + top - height, columns.Extent + left - width]));
    }

    private static int Alike(in AxisWindow axis) => Math.Clamp(Math.Min(axis.Before, axis.After), 0, (Whole(axis) - 1) / 2);

    /// <summary>Whether a convolution of the output with this padding gives the input's extent.</summary>
    private static bool Spreads(in AxisWindow axis, int padding)
    {
        long last = axis.Extent + (2L * padding) - ((long)axis.Dilation * (axis.Kernel - 1)) - 1;
        return last >= 0 && (last / axis.Stride) + 1 == axis.Outputs;
    }

    private static int Whole(in AxisWindow axis)
        => checked((axis.Stride * (axis.Outputs - 1)) + (axis.Dilation * (axis.Kernel - 1)) + 1);

    private static AxisWindow AlongRows(SpatialWindow window, int rows)
        => window.Rank == 1 ? new AxisWindow(1, 1, 1, 1, 0, 0, 1) : window.Along(window.Rank - 2, rows);

    /// <summary>What kernels, which pad both sides alike, leave to a step before them.</summary>
    private static Margins MarginsOf(in AxisWindow rows, in AxisWindow columns)
    {
        bool areEqual = rows.Before == rows.After && columns.Before == columns.After && rows.Before >= 0 && columns.Before >= 0;
        return areEqual ? new Margins([0, 0], [0, 0]) : new Margins([rows.Before, columns.Before], [rows.After, columns.After]);
    }

    private static ConvolutionSettings SettingsOf(in AxisWindow rows, in AxisWindow columns, int groups) => new()
    {
        Stride = (rows.Stride, columns.Stride),
        Dilation = (rows.Dilation, columns.Dilation),
        Padding = MarginsOf(rows, columns).AreNone ? (rows.Before, columns.Before) : 0,
        Groups = groups,
    };

    private static void CheckKernel(Shape weight, SpatialWindow window)
    {
        if (window.Rank > 3 || weight.Rank != window.Rank + 2 || !weight.Skip(2).SequenceEqual(window.Kernel))
        {
            throw new ArgumentException(
                $"a convolution of a kernel {string.Join("×", window.Kernel)}, of 1 to 3 dimensions, has a weight of shape {weight}");
        }
    }

    private static long Numbers(Shape shape) => Numbers(shape.AsSpan());

    // A few of them can be added.
    private static long Numbers(params ReadOnlySpan<int> extents) => Math.Min(SizeLimits.Product(extents), long.MaxValue >> 4);

    private static int Times(int a, int b) => checked(a * b);
}
