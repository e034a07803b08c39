namespace NormSharp.Primitives;

/// <summary>
/// A sparse matrix that maps one dimension of a tensor to another extent: entry r of the output is a constant plus a weighted sum of
/// entries of the input. Padding, windows and interpolation along one dimension are such maps.
/// </summary>
internal sealed class AxisMap
{
    private readonly int[] _starts;
    private readonly int[] _sources;
    private readonly double[] _weights;
    private readonly double[] _constants;
    private AxisMap? _transposed;

    /// <summary>Takes the rows of the matrix.</summary>
    /// <param name="inExtent">Entries of the input.</param>
    /// <param name="rows">For each entry of the output its terms, in the order in which they are added, and its constant.</param>
    /// <exception cref="ArgumentException">A term reads an entry that there is not.</exception>
    public AxisMap(int inExtent, IReadOnlyList<AxisRow> rows)
    {
        InExtent = inExtent;
        _starts = new int[rows.Count + 1];
        _constants = new double[rows.Count];
        for (int r = 0; r < rows.Count; r++)
        {
            _starts[r + 1] = checked(_starts[r] + rows[r].Terms.Count);
            _constants[r] = rows[r].Constant;
            Longest = Math.Max(Longest, rows[r].Terms.Count);
        }

        _sources = new int[_starts[^1]];
        _weights = new double[_starts[^1]];
        int at = 0;
        foreach (AxisRow row in rows)
        {
            foreach ((int source, double weight) in row.Terms)
            {
                if ((uint)source >= (uint)inExtent)
                {
                    throw new ArgumentException($"an output reads entry {source} of a dimension that has {inExtent}", nameof(rows));
                }

                (_sources[at], _weights[at]) = (source, weight);
                at++;
            }
        }

        Weights = Array.ConvertAll(_weights, weight => (float)weight);
        Constants = Array.ConvertAll(_constants, constant => (float)constant);
    }

    /// <summary>Entries of the input.</summary>
    public int InExtent { get; }

    /// <summary>Entries of the output.</summary>
    public int OutExtent => _constants.Length;

    /// <summary>The most terms of an output.</summary>
    public int Longest { get; }

    /// <summary>Where the terms of each output begin, and the end of the last one's.</summary>
    public ReadOnlySpan<int> Starts => _starts;

    /// <summary>The entries that the terms read.</summary>
    public ReadOnlySpan<int> Sources => _sources;

    /// <summary>The weights of the terms.</summary>
    public float[] Weights { get; }

    /// <summary>What is added to each output.</summary>
    public float[] Constants { get; }

    /// <summary>The transposed matrix, without the constants: the gradient of the map.</summary>
    public AxisMap Transposed => _transposed ??= Transpose();

    /// <summary>The constants in double.</summary>
    public ReadOnlySpan<double> ExactConstants => _constants;

    /// <summary>The weights in double.</summary>
    public ReadOnlySpan<double> ExactWeights => _weights;

    private AxisMap Transpose()
    {
        var terms = new List<(int Source, double Weight)>[InExtent];
        for (int i = 0; i < terms.Length; i++)
        {
            terms[i] = [];
        }

        for (int r = 0; r < OutExtent; r++)
        {
            for (int t = _starts[r]; t < _starts[r + 1]; t++)
            {
                terms[_sources[t]].Add((r, _weights[t]));
            }
        }

        return new AxisMap(OutExtent, [.. terms.Select(row => new AxisRow(row))]);
    }
}
