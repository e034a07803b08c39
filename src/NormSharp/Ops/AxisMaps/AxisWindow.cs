namespace NormSharp.Ops;

/// <summary>Windows along one dimension: output o reads x[o·stride + k·dilation − before] for k from 0 to kernel − 1.</summary>
/// <param name="Extent">Entries of the input.</param>
/// <param name="Kernel">Entries of a window.</param>
/// <param name="Stride">From one window to the next.</param>
/// <param name="Dilation">From one entry of a window to the next.</param>
/// <param name="Before">Entries that are thought to lie before the input.</param>
/// <param name="After">Entries that are thought to lie after it.</param>
/// <param name="Outputs">How many windows there are.</param>
internal readonly record struct AxisWindow(int Extent, int Kernel, int Stride, int Dilation, int Before, int After, int Outputs)
{
    /// <summary>The entries of a window that lie in the input, as numbers within the window: first and end, exclusive.</summary>
    public (int First, int End) Inside(int output)
    {
        long begin = Place(output, 0);
        long first = begin >= 0 ? 0 : (-begin + Dilation - 1) / Dilation;
        long last = begin >= Extent ? 0 : Math.Min(Kernel, ((Extent - begin - 1) / Dilation) + 1);
        return ((int)Math.Min(first, last), (int)last);
    }

    /// <summary>The place in the input that an entry of a window reads, which may lie outside.</summary>
    public long Place(int output, int k) => ((long)output * Stride) + ((long)k * Dilation) - Before;
}
