using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// What stands before a network that takes images in another arrangement than [N, C, H, W] of red, green and blue: channels in reverse
/// order (BGR), channels last ([N, H, W, C]), or both.
/// </summary>
internal sealed class InputArrangement : Module
{
    private static readonly int[] LastOrder = [0, 2, 3, 1];

    /// <summary>Makes the layer.</summary>
    /// <param name="reversed">Whether the channels are reversed.</param>
    /// <param name="channelsLast">Whether they become the last dimension.</param>
    public InputArrangement(bool reversed, bool channelsLast) => (Reversed, ChannelsLast) = (reversed, channelsLast);

    internal static LayerDefinition<InputArrangement> Definition { get; } = new()
    {
        Type = nameof(InputArrangement),
        Temporaries = 1,
        Make = settings => new InputArrangement(settings.Bool("reversed"), settings.Bool("channels_last")),
        Describe = (layer, _) => new JsonObject { ["reversed"] = layer.Reversed, ["channels_last"] = layer.ChannelsLast },
        State = _ => StateSize.None,
        Output = (settings, inputs) => OutputOf(inputs[0], settings.Bool("channels_last")),
        Lower = (layer, _) => new PlanOperation(operands =>
        {
            (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
            int channels = x.Shape[1];
            var copies = new (Tensor From, Tensor To)[channels];
            for (int c = 0; c < channels; c++)
            {
                Tensor from = x.Narrowed(1, layer.Reversed ? channels - 1 - c : c, 1);
                copies[c] = layer.ChannelsLast
                    ? (from.Permuted(LastOrder), y.Narrowed(3, c, 1))
                    : (from, y.Narrowed(1, c, 1));
            }

            return () =>
            {
                foreach ((Tensor from, Tensor to) in copies)
                {
                    backend.Copy(from, to);
                }
            };
        }),
    };

    /// <summary>Whether the channels are reversed.</summary>
    public bool Reversed { get; }

    /// <summary>Whether they become the last dimension.</summary>
    public bool ChannelsLast { get; }

    /// <inheritdoc/>
    public override string ToString() => $"InputArrangement({(Reversed ? "BGR" : "RGB")}, {(ChannelsLast ? "NHWC" : "NCHW")})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
    {
        _ = OutputOf(x.Shape, ChannelsLast);
        int channels = x.Shape[1];
        Tensor y = Reversed
            ? Views.Concat(1, [.. Enumerable.Range(0, channels).Select(c => x.Slice(1, channels - 1 - c, channels - c))])
            : x;
        return Views.Concat(0, ChannelsLast ? y.Permute(LastOrder) : y);
    }

    private static Shape OutputOf(Shape x, bool channelsLast) => x.Rank != 4
        ? throw new ArgumentException($"InputArrangement takes an input [N, C, H, W]; it has shape {x}")
        : channelsLast ? [x[0], x[2], x[3], x[1]] : x;
}
