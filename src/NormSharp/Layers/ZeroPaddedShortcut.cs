using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Kernels.Blocked;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// The shortcut without parameters of residual networks for small images (He et al. 2016, option A): each stride-th row and column, and
/// channels of zeros before and after: [N, C, H, W] becomes [N, before + C + after, ⌈H/stride⌉, ⌈W/stride⌉].
/// </summary>
internal sealed class ZeroPaddedShortcut : Module
{
    /// <summary>Makes the layer.</summary>
    /// <param name="stride">Rows and columns from one that is taken to the next.</param>
    /// <param name="before">Channels of zeros before those of the input.</param>
    /// <param name="after">Channels of zeros after them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The stride is below 1, or a number of channels below 0.</exception>
    public ZeroPaddedShortcut(int stride, int before, int after)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(before);
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        (Stride, Before, After) = (stride, before, after);
    }

    internal static LayerDefinition<ZeroPaddedShortcut> Definition { get; } = new()
    {
        Type = nameof(ZeroPaddedShortcut),
        Make = settings => new ZeroPaddedShortcut(settings.Int("stride"), settings.Int("before"), settings.Int("after")),
        Describe = (layer, _) => new JsonObject
        {
            ["stride"] = layer.Stride,
            ["before"] = layer.Before,
            ["after"] = layer.After,
        },
        State = _ => StateSize.None,
        Output = (settings, inputs) => OutputOf(inputs[0], settings.Int("stride"), settings.Int("before"), settings.Int("after")),
        Lower = (layer, _) => new PlanOperation(operands =>
        {
            (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
            Tensor taken = x.Narrowed(2, 0, y.Shape[2], layer.Stride).Narrowed(3, 0, y.Shape[3], layer.Stride);
            Tensor place = y.Narrowed(1, layer.Before, x.Shape[1]);
            return () =>
            {
                backend.Fill(y, 0);
                backend.Copy(taken, place);
            };
        })
        {
            Blocked = new BlockedKernelForm(step => new BlockedCopy(step.Inputs[0], step.Output, layer.Before, layer.Stride, ..)),
        },
    };

    /// <summary>Rows and columns from one that is taken to the next.</summary>
    public int Stride { get; }

    /// <summary>Channels of zeros before those of the input.</summary>
    public int Before { get; }

    /// <summary>Channels of zeros after them.</summary>
    public int After { get; }

    /// <inheritdoc/>
    public override string ToString() => $"ZeroPaddedShortcut(stride {Stride}, {Before} + {After} channels)";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
    {
        _ = OutputOf(x.Shape, Stride, Before, After);
        return x.Slice(2, 0, x.Shape[2], Stride).Slice(3, 0, x.Shape[3], Stride).Pad(1, Before, After);
    }

    private static Shape OutputOf(Shape x, int stride, int before, int after)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        return x.Rank == 4
            ? [x[0], checked(before + x[1] + after), Taken(x[2], stride), Taken(x[3], stride)]
            : throw new ArgumentException($"ZeroPaddedShortcut takes an input [N, C, H, W]; it has shape {x}");
    }

    private static int Taken(int extent, int stride) => extent == 0 ? 0 : ((extent - 1) / stride) + 1;
}
