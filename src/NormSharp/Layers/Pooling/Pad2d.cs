using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Surrounds planes with a constant, on each side by another width: [N, C, H, W] becomes [N, C, top + H + bottom, left + W + right].
/// </summary>
/// <remarks>
/// Before a <see cref="Conv2d"/> it makes the padding that TensorFlow and Keras call "same", which with a stride is often one wider at the
/// bottom and on the right: see <see cref="Same"/>.
/// </remarks>
public sealed class Pad2d : Module
{
    private readonly Margins _margins;

    /// <summary>Makes the layer.</summary>
    /// <param name="top">Rows above.</param>
    /// <param name="bottom">Rows below.</param>
    /// <param name="left">Columns on the left.</param>
    /// <param name="right">Columns on the right.</param>
    /// <param name="value">What they hold.</param>
    /// <exception cref="ArgumentOutOfRangeException">A width is negative.</exception>
    public Pad2d(int top, int bottom, int left, int right, float value = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfNegative(bottom);
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        (Top, Bottom, Left, Right, Value) = (top, bottom, left, right, value);
        _margins = new Margins([top, left], [bottom, right]);
    }

    internal static LayerDefinition<Pad2d> Definition { get; } = new()
    {
        Type = nameof(Pad2d),
        Make = settings => new Pad2d(
            settings.Int("top"), settings.Int("bottom"), settings.Int("left"), settings.Int("right"), (float)settings.Double("value")),
        Describe = (layer, _) => new JsonObject
        {
            ["top"] = layer.Top,
            ["bottom"] = layer.Bottom,
            ["left"] = layer.Left,
            ["right"] = layer.Right,
            ["value"] = (double)layer.Value,
        },
        State = _ => StateSize.None,
        Output = (settings, inputs) => OutputOf(
            inputs[0],
            new Margins([settings.Int("top"), settings.Int("left")], [settings.Int("bottom"), settings.Int("right")])),
        Pass = (layer, line) => layer.Value != 0 ? "pads with a constant, which the normalization would have scaled and shifted"
            : layer._margins.AreNone || line.KeepsZero ? null
            : "pads with zeros, which the normalization would have shifted",
        Lower = (layer, _) => new PlanOperation(operands =>
        {
            (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
            Tensor interior = layer._margins.Interior(y);
            return () =>
            {
                backend.Fill(y, layer.Value);
                backend.Copy(x, interior);
            };
        }),
    };

    /// <summary>Rows above.</summary>
    public int Top { get; }

    /// <summary>Rows below.</summary>
    public int Bottom { get; }

    /// <summary>Columns on the left.</summary>
    public int Left { get; }

    /// <summary>Columns on the right.</summary>
    public int Right { get; }

    /// <summary>What they hold.</summary>
    public float Value { get; }

    /// <summary>
    /// TensorFlow's padding "same": as much as windows need to give ⌈input / stride⌉ outputs, and what does not divide by 2 at the bottom
    /// and on the right.
    /// </summary>
    /// <param name="input">Rows and columns of the planes.</param>
    /// <param name="kernel">Rows and columns of a window.</param>
    /// <param name="stride">Rows and columns between windows.</param>
    /// <param name="dilation">Rows and columns between elements of a window; 1 when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    /// <example>
    /// <code>
    /// // Keras: Conv2D(16, 3, strides=2, padding="same") on 32×32 pads 0 above, 1 below, 0 on the left, 1 on the right.
    /// new Sequential(Pad2d.Same((32, 32), 3, 2), new Conv2d(3, 16, 3, new Conv2dOptions { Stride = 2 }))
    /// </code>
    /// </example>
    public static Pad2d Same(Size2d input, Size2d kernel, Size2d stride, Size2d? dilation = null)
    {
        Size2d taps = dilation ?? 1;
        int rows = SamePadding.Total(input.Height, kernel.Height, stride.Height, taps.Height);
        int columns = SamePadding.Total(input.Width, kernel.Width, stride.Width, taps.Width);
        return new Pad2d(rows / 2, rows - (rows / 2), columns / 2, columns - (columns / 2));
    }

    /// <inheritdoc/>
    public override string ToString() => $"Pad2d({Top}, {Bottom}, {Left}, {Right})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
    {
        OutputOf(x.Shape, _margins);
        return x.PadConstant(_margins, Value);
    }

    private static Shape OutputOf(Shape x, Margins margins) => x.Rank == 4
        ? margins.Around(x)
        : throw new ArgumentException($"Pad2d takes an input [N, C, H, W]; it has shape {x}");
}
