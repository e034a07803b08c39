using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Means of windows that are chosen so that planes get fixed extents: [N, C, H, W] becomes [N, C, h, w], where row i is the mean of rows
/// ⌊i·H/h⌋ to ⌈(i + 1)·H/h⌉ − 1, and columns likewise. Windows overlap where h does not divide H, as in PyTorch.
/// </summary>
internal sealed class AdaptiveAveragePool2d : Module
{
    private (int From, int To, Tensor? Means) _rows;
    private (int From, int To, Tensor? Means) _columns;

    /// <summary>Makes the layer.</summary>
    /// <param name="output">Rows and columns of the output.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is below 1.</exception>
    public AdaptiveAveragePool2d(Size2d output)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Height, 1, nameof(output));
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Width, 1, nameof(output));
        OutputSize = output;
    }

    internal static LayerDefinition<AdaptiveAveragePool2d> Definition { get; } = new()
    {
        Type = nameof(AdaptiveAveragePool2d),
        Temporaries = 2,
        Make = settings => new AdaptiveAveragePool2d(settings.Size("output")),
        Describe = (layer, _) => new JsonObject { ["output"] = LayerSettings.Pair(layer.OutputSize) },
        State = _ => StateSize.None,
        Output = (settings, inputs) => OutputOf(inputs[0], settings.Size("output")),
        Pass = (_, _) => null,
        Lower = (layer, inputs) => inputs[0][2] == layer.OutputSize.Height && inputs[0][3] == layer.OutputSize.Width
            ? new PlanOperation(operands =>
            {
                (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
                return () => backend.Copy(x, y);
            })
            : null,
    };

    /// <summary>Rows and columns of the output.</summary>
    public Size2d OutputSize { get; }

    /// <inheritdoc/>
    public override string ToString() => $"AdaptiveAveragePool2d({OutputSize})";

    /// <summary>The matrix [to, from] that takes means along one dimension.</summary>
    internal static float[] Means(int from, int to)
    {
        float[] means = new float[to * from];
        for (int i = 0; i < to; i++)
        {
            int start = (int)((long)i * from / to);
            int end = (int)((((long)i + 1) * from + to - 1) / to);
            means.AsSpan((i * from) + start, end - start).Fill(1f / (end - start));
        }

        return means;
    }

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
    {
        _ = OutputOf(x.Shape, OutputSize);
        (int height, int width) = (x.Shape[2], x.Shape[3]);
        if (height % OutputSize.Height == 0 && width % OutputSize.Width == 0)
        {
            Size2d window = (height / OutputSize.Height, width / OutputSize.Width);
            return x.AveragePool2d(new PoolingSettings(window, window, 0), countPadding: true);
        }

        Tensor rows = x.Linear(Of(ref _columns, width, OutputSize.Width)).Transpose();
        return rows.Linear(Of(ref _rows, height, OutputSize.Height)).Transpose().Contiguous();
    }

    private static Tensor Of(ref (int From, int To, Tensor? Means) kept, int from, int to)
    {
        if (kept.Means is null || kept.From != from || kept.To != to)
        {
            kept = (from, to, Tensor.From(Means(from, to), [to, from]));
        }

        return kept.Means!;
    }

    private static Shape OutputOf(Shape x, Size2d output) => x.Rank == 4 && x[2] > 0 && x[3] > 0
        ? [x[0], x[1], output.Height, output.Width]
        : throw new ArgumentException($"AdaptiveAveragePool2d takes an input [N, C, H, W]; it has shape {x}");
}
