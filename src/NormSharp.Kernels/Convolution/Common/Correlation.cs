using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.Common;

/// <summary>
/// out[m, i, j] = bias[m] + Σ over channels c and taps (t, u) of weight[m, (c, t, u)] · source[c, rows(i, t), columns(j, u)], for every
/// image and group. The forward pass is one; the input's gradient is one for each residue of its positions modulo the stride.
/// </summary>
internal readonly unsafe struct Correlation
{
    /// <summary>Images of the source, with its channel count, groups included.</summary>
    public required float* Source { get; init; }

    /// <summary>The source's end: nothing is read from here on.</summary>
    public required float* SourceEnd { get; init; }

    /// <summary>Images of the output, at the position of the first output.</summary>
    public required float* Output { get; init; }

    /// <summary>Rows of <c>Channels · Rows.Taps · Columns.Taps</c> numbers, a row for every output channel of every group.</summary>
    public required float* Weight { get; init; }

    /// <summary>One number for every output channel, or null.</summary>
    public float* Bias { get; init; }

    /// <summary>Applied to every output once its sum is complete; only where outputs are contiguous.</summary>
    public Activation Activation { get; init; }

    /// <summary>As many numbers as the output, added before the activation; or null.</summary>
    public float* Residual { get; init; }

    public required int Images { get; init; }

    public required int Groups { get; init; }

    /// <summary>Source channels of a group.</summary>
    public required int Channels { get; init; }

    /// <summary>Output channels of a group.</summary>
    public required int Filters { get; init; }

    public required Axis Rows { get; init; }

    public required Axis Columns { get; init; }

    /// <summary>Floats of one channel of the output tensor.</summary>
    public required int OutputPlane { get; init; }

    /// <summary>Floats from one output row to the next.</summary>
    public required nint OutputRowStride { get; init; }

    /// <summary>Floats from one output column to the next.</summary>
    public required int OutputColumnStride { get; init; }

    /// <summary>Terms of every sum.</summary>
    public int Terms => Channels * Rows.Taps * Columns.Taps;

    /// <summary>Floats of one channel of the source.</summary>
    public int SourcePlane => Rows.Source * Columns.Source;

    /// <summary>Whether something is left to do when a sum is complete.</summary>
    public bool HasEpilogue => Residual != null || Activation.Kind != ActivationKind.Identity;

    /// <summary>Whether outputs follow each other in memory, row after row.</summary>
    public bool IsContiguous => OutputColumnStride == 1 && OutputRowStride == Columns.Output;

    /// <summary>The first source channel of a group in an image.</summary>
    public float* SourceOf(int image, int group) => Source + ((((nint)image * Groups) + group) * Channels * SourcePlane);

    /// <summary>The first output channel of a group in an image.</summary>
    public float* OutputOf(int image, int group) => Output + ((((nint)image * Groups) + group) * Filters * OutputPlane);

    /// <summary>
    /// Shortcut and activation of complete sums, while they are in a core's cache: of a group's filters from a place in one image on.
    /// </summary>
    public void Finish<TS, TV>(float* output, int positions)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        if (HasEpilogue)
        {
            var rows = new FinishRows<TS, TV>(
                output, Residual == null ? null : Residual + (output - Output), Filters, positions, OutputPlane);
            Activation.Dispatch(ref rows);
        }
    }
}
