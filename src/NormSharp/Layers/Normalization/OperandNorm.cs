using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// A normalization whose γ, β and statistics are computed by other layers, y = γ·(x − μ)/√(σ² + ε) + β. Its inputs are those of its kind.
/// Training and evaluation are the same. Where γ and β are the layer's own, <see cref="BatchNorm"/>, <see cref="GroupNorm"/> and the others
/// do it.
/// </summary>
/// <param name="kind">Which values are taken together.</param>
/// <param name="epsilon">ε.</param>
/// <param name="part">Groups, or the axis, which may count from the end; nothing for the other kinds.</param>
internal sealed class OperandNorm(OperandNormKind kind, double epsilon, int part = 1) : Module
{
    internal static LayerDefinition<OperandNorm> Definition { get; } = new()
    {
        Type = nameof(OperandNorm),
        Temporaries = 2,
        Scratch = (_, inputs) => ScratchLengths.OfEachChannel(inputs[0]),
        InputCount = (2, 5),
        Make = settings => new OperandNorm(
            WindowSettings.Choice<OperandNormKind>(settings, "kind"), settings.Double("epsilon"), settings.Int("part")),
        Describe = (layer, _) => new JsonObject
        {
            ["kind"] = layer.Kind.ToString(),
            ["epsilon"] = layer.Epsilon,
            ["part"] = layer.Part,
        },
        State = _ => StateSize.None,
        Output = (settings, inputs) => OutputOf(WindowSettings.Choice<OperandNormKind>(settings, "kind"), settings.Int("part"), inputs),
    };

    /// <summary>Which values are taken together.</summary>
    public OperandNormKind Kind { get; } = kind;

    /// <summary>ε.</summary>
    public double Epsilon { get; } = epsilon;

    /// <summary>Groups, or the axis.</summary>
    public int Part { get; } = part;

    /// <inheritdoc/>
    public override string ToString() => $"OperandNorm({Kind})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => throw new ArgumentException("the layer takes an input and γ");

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs)
    {
        var shapes = new Shape[inputs.Length];
        for (int i = 0; i < shapes.Length; i++)
        {
            shapes[i] = inputs[i].Shape;
        }

        OutputOf(Kind, Part, shapes);
        Tensor x = inputs[0];
        switch (Kind)
        {
            case OperandNormKind.Stored:
                Tensor scale = SpatialConvolution.Joined(inputs[4], x).Affine(1, Epsilon).ReciprocalSqrt() * inputs[1];
                return ((x - AlongChannels(inputs[3], x)) * AlongChannels(scale, x)) + AlongChannels(inputs[2], x);
            case OperandNormKind.Batch:
                return x.NormalizeBatch(Epsilon, inputs[1], inputs[2], Activation.Identity, out _);
            case OperandNormKind.Instance:
                return x.NormalizeGroups(x.GroupStatistics(x.Shape[1]), Epsilon, inputs[1], inputs[2]);
            case OperandNormKind.Group:
                return x.NormalizeGroups(x.GroupStatistics(Part), Epsilon, PerChannel(inputs[1], x), PerChannel(inputs[2], x));
            default:
                int dimensions = x.Rank - x.Shape.Axis(Part);
                Tensor y = Kind == OperandNormKind.Rows ? x.LayerNormalize(dimensions, Epsilon) : x.RmsNormalize(dimensions, Epsilon);
                y *= inputs[1];
                return inputs.Length > 2 ? y + inputs[2] : y;
        }
    }

    /// <summary>[C] as [1, C, 1, …].</summary>
    private static Tensor AlongChannels(Tensor values, Tensor x)
    {
        Span<int> extents = stackalloc int[x.Rank];
        extents.Fill(1);
        extents[1] = values.Length;
        return SpatialConvolution.Joined(values, x).Reshape(extents);
    }

    /// <summary>A number a group as one a channel.</summary>
    private static Tensor PerChannel(Tensor values, Tensor x)
    {
        int channels = x.Shape[1];
        return values.Length == channels
            ? values
            : SpatialConvolution.Joined(values, x)
                .Reshape(values.Length, 1)
                .Expand([values.Length, channels / values.Length])
                .Reshape(channels);
    }

    private static Shape OutputOf(OperandNormKind kind, int part, IReadOnlyList<Shape> inputs)
    {
        Shape x = inputs[0];
        int expected = kind switch
        {
            OperandNormKind.Stored => 5,
            OperandNormKind.Rows => Math.Clamp(inputs.Count, 2, 3),
            OperandNormKind.RootMeanSquare => 2,
            _ => 3,
        };
        if (inputs.Count != expected)
        {
            throw new ArgumentException($"a normalization of kind {kind} takes {expected} inputs, and was given {inputs.Count}");
        }

        bool isByRows = kind is OperandNormKind.Rows or OperandNormKind.RootMeanSquare;
        if (!isByRows && x.Rank < 2)
        {
            throw new ArgumentException($"a normalization by channels takes [N, C, …]; it has shape {x}");
        }

        for (int i = 1; i < inputs.Count; i++)
        {
            bool fits = isByRows
                ? Shape.Broadcast(x, inputs[i]) == x
                : inputs[i].Rank == 1 && (inputs[i][0] == x[1] || (kind == OperandNormKind.Group && inputs[i][0] == part));
            if (!fits)
            {
                throw new ArgumentException($"input {i} of a normalization of kind {kind} has shape {inputs[i]}, which does not fit {x}");
            }
        }

        _ = isByRows ? x.Axis(part) : 0;
        return x;
    }
}
