using NormSharp.Primitives;

namespace NormSharp.Ops;

/// <summary>What windows along one dimension do, as maps of it.</summary>
internal static class WindowMaps
{
    // A map holds every term; windows that cover each other so much more often would take memory without end.
    private const long MostTerms = 1 << 23;

    /// <summary>The sum of each window; padding counts as zero.</summary>
    public static AxisMap Sum(in AxisWindow window) => Weighted(window, (_, _) => 1);

    /// <summary>The mean of each window.</summary>
    /// <param name="window">The windows.</param>
    /// <param name="countPadding">Whether what is not in the input counts, as zeros.</param>
    public static AxisMap Average(in AxisWindow window, bool countPadding)
        => Weighted(window, (w, o) => 1.0 / (countPadding ? w.Kernel : Count(w.Inside(o))));

    /// <summary>What brings the outermost of three dimensions to a convolution of planes.</summary>
    public static AxisMapCache Depth(SpatialWindow window) => new(1, (_, extent) => Unfold(window.Along(0, extent)));

    /// <summary>The same for the windows of a transposed convolution.</summary>
    public static AxisMapCache Depth(TransposedWindow window) => new(1, (_, extent) => Unfold(window.Along(0, extent)).Transposed);

    /// <summary>The entries of all windows side by side: entry k·outputs + o is what window o has at k, zero in the padding.</summary>
    public static AxisMap Unfold(in AxisWindow window)
    {
        CheckTerms(window);
        var rows = new AxisRow[window.Kernel * window.Outputs];
        for (int i = 0; i < rows.Length; i++)
        {
            long place = window.Place(i % window.Outputs, i / window.Outputs);
            rows[i] = new AxisRow(place >= 0 && place < window.Extent ? [((int)place, 1.0)] : []);
        }

        return new AxisMap(window.Extent, rows);
    }

    private static void CheckTerms(in AxisWindow window)
    {
        long terms = (long)window.Outputs * window.Kernel;
        if (terms > MostTerms)
        {
            throw new ArgumentException(
                $"{window.Outputs} windows of {window.Kernel} entries along one dimension read {terms} entries, at most {MostTerms} are "
                    + "supported");
        }
    }

    private static int Count((int First, int End) range) => range.End - range.First;

    private static AxisMap Weighted(AxisWindow window, Func<AxisWindow, int, double> weightOf)
    {
        CheckTerms(window);
        var rows = new AxisRow[window.Outputs];
        for (int o = 0; o < rows.Length; o++)
        {
            (int first, int end) = window.Inside(o);
            var terms = new (int Source, double Weight)[end - first];
            double weight = terms.Length == 0 ? 0 : weightOf(window, o);
            for (int k = first; k < end; k++)
            {
                terms[k - first] = ((int)window.Place(o, k), weight);
            }

            rows[o] = new AxisRow(terms);
        }

        return new AxisMap(window.Extent, rows);
    }
}
