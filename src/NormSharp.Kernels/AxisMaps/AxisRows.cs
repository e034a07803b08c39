namespace NormSharp.Kernels.AxisMaps;

/// <summary>The rows of an axis map, and where their inputs and outputs stand.</summary>
/// <param name="starts">Where the terms of each row begin.</param>
/// <param name="sources">The entries that the terms read.</param>
/// <param name="inExtent">Entries of the input.</param>
/// <param name="outExtent">Rows.</param>
/// <param name="inner">Numbers of an entry.</param>
internal readonly unsafe struct AxisRows(int* starts, int* sources, int inExtent, int outExtent, int inner)
{
    /// <summary>Numbers of an entry.</summary>
    public int Inner => inner;

    /// <summary>The first term of an output, numbered over all outer entries.</summary>
    public int First(int output) => starts[output % outExtent];

    /// <summary>The end of its terms, exclusive.</summary>
    public int End(int output) => starts[(output % outExtent) + 1];

    /// <summary>Its row of the map.</summary>
    public int Row(int output) => output % outExtent;

    /// <summary>The place along the dimension that a term reads.</summary>
    public int Source(int term) => sources[term];

    /// <summary>Where the outer entry of an output begins in the input.</summary>
    public nint InputOf(int output) => (nint)(output / outExtent) * inExtent * inner;

    /// <summary>Where an output begins.</summary>
    public nint OutputOf(int output) => (nint)output * inner;
}
