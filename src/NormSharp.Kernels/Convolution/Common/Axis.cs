namespace NormSharp.Kernels.Convolution.Common;

/// <summary>
/// One direction of a correlation: output position i and tap t meet at source position <c>Step·i + First + Stride·t</c>.
/// </summary>
/// <param name="Taps">How many taps.</param>
/// <param name="First">Source position of tap 0 at output position 0; negative inside the padding.</param>
/// <param name="Stride">Source positions from one tap to the next; negative where a filter is flipped.</param>
/// <param name="Step">Source positions from one output to the next.</param>
/// <param name="Source">Extent of the source; positions outside hold zero.</param>
/// <param name="Output">Extent of the output.</param>
internal readonly record struct Axis(int Taps, int First, int Stride, int Step, int Source, int Output)
{
    /// <summary>The smallest source position that output 0 meets.</summary>
    public int Origin => Math.Min(First, First + ((Taps - 1) * Stride));

    /// <summary>Outputs read sources of the same residue modulo <see cref="Step"/> for each tap: so many residues occur.</summary>
    public int Residues => Math.Min(Step, Reach + 1);

    /// <summary>By how many outputs the taps of one residue lie apart at most.</summary>
    public int MaximumShift => Reach / Step;

    private int Reach => (Taps - 1) * Math.Abs(Stride);

    /// <summary>The residue that a tap reads.</summary>
    public int Residue(int tap) => (First + (Stride * tap) - Origin) % Step;

    /// <summary>By how many outputs a tap reads further on than the first of its residue.</summary>
    public int Shift(int tap) => (First + (Stride * tap) - Origin) / Step;

    /// <summary>Source position of a tap at output 0.</summary>
    public int Start(int tap) => First + (Stride * tap);

    /// <summary>The outputs whose source, beginning at <paramref name="start"/>, is inside: from the first to the end, exclusive.</summary>
    public (int First, int End) Inside(int start, int outputs)
    {
        int first = start >= 0 ? 0 : (-start + Step - 1) / Step;
        int end = start >= Source ? 0 : ((Source - 1 - start) / Step) + 1;
        first = Math.Min(first, outputs);
        return (first, Math.Clamp(end, first, outputs));
    }
}
