using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Planes read along a grid (Jaderberg et al. 2015). Inputs: x [N, C, d₁, …, dₖ] with k 2 or 3, and a grid [N, e₁, …, eₖ, k] of places from
/// −1 to 1, the last dimension first; output [N, C, e₁, …, eₖ].
/// </summary>
/// <param name="mode">How values between entries are found.</param>
/// <param name="border">What lies outside.</param>
/// <param name="alignsCorners">Whether −1 and 1 are the middles of the first and last entries, or their outer edges.</param>
internal sealed class GridSample(SamplingMode mode, SamplingBorder border, bool alignsCorners) : Module
{
    internal static LayerDefinition<GridSample> Definition { get; } = new()
    {
        Type = nameof(GridSample),
        InputCount = (2, 2),
        Make = settings => new GridSample(
            WindowSettings.Choice<SamplingMode>(settings, "mode"),
            WindowSettings.Choice<SamplingBorder>(settings, "border"),
            settings.Bool("aligns_corners")),
        Describe = (layer, _) => new JsonObject
        {
            ["mode"] = layer.Mode.ToString(),
            ["border"] = layer.Border.ToString(),
            ["aligns_corners"] = layer.AlignsCorners,
        },
        State = _ => StateSize.None,
        Output = (_, inputs) => OutputOf(inputs[0], inputs[1]),
    };

    /// <summary>How values between entries are found.</summary>
    public SamplingMode Mode { get; } = mode;

    /// <summary>What lies outside.</summary>
    public SamplingBorder Border { get; } = border;

    /// <summary>Whether −1 and 1 are the middles of the first and last entries.</summary>
    public bool AlignsCorners { get; } = alignsCorners;

    /// <inheritdoc/>
    public override string ToString() => $"GridSample({Mode})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => throw new ArgumentException("the layer takes an input and a grid");

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs)
    {
        (Tensor x, Tensor grid) = (inputs[0], SpatialConvolution.Joined(inputs[1], inputs[0]));
        Shape y = OutputOf(x.Shape, grid.Shape);
        int rank = x.Rank - 2;
        var rows = new AxisRow[rank];
        for (int d = 0; d < rank; d++)
        {
            // From −1…1 to entries, and from the last dimension first to the first.
            int extent = x.Shape[d + 2];
            rows[d] = new AxisRow([(rank - 1 - d, (AlignsCorners ? extent - 1 : extent) / 2.0)], (extent - 1) / 2.0);
        }

        Tensor places = grid.MapAxis(-1, new AxisMap(rank, rows))
            .Reshape(y[0], ChannelPlanes.Product(y.AsSpan()[2..]), rank);
        return x.SampleAt(places, Mode, Border, AlignsCorners).Reshape(y.AsSpan());
    }

    private static Shape OutputOf(Shape x, Shape grid)
    {
        int rank = x.Rank - 2;
        return rank is 2 or 3 && grid.Rank == rank + 2 && grid[0] == x[0] && grid[^1] == rank
            ? Shape.Create([x[0], x[1], .. grid.AsSpan()[1..^1]])
            : throw new ArgumentException(
                $"GridSample of [N, C, d₁, …, dₖ] takes a grid [N, e₁, …, eₖ, k]; they have shapes {x} and {grid}");
    }
}
