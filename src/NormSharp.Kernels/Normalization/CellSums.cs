namespace NormSharp.Kernels.Normalization;

/// <summary>What a reduction leaves for each cell, in scratch memory: Σw, Σw·d and the center that d was taken from.</summary>
internal readonly unsafe struct CellSums(float* memory, int cells, int columns)
{
    private const int PerCell = 3;

    private readonly double* _first = (double*)memory;

    /// <summary>Floats of scratch memory that the sums of some cells take.</summary>
    public static nuint FloatsFor(int cells) => (nuint)cells * PerCell * sizeof(double) / sizeof(float);

    /// <summary>Σw of a block's columns.</summary>
    public ReadOnlySpan<double> First(int block) => Row(0, block);

    /// <summary>Σw·d of a block's columns.</summary>
    public ReadOnlySpan<double> Second(int block) => Row(1, block);

    /// <summary>The centers of a block's columns.</summary>
    public ReadOnlySpan<double> Center(int block) => Row(2, block);

    /// <summary>Writes one cell.</summary>
    public void Set(int block, int column, double first, double second, double center)
    {
        double* cell = _first + ((nint)block * columns) + column;
        cell[0] = first;
        cell[cells] = second;
        cell[2 * (nint)cells] = center;
    }

    /// <summary>Merges one cell's sums, taken as moments of <paramref name="count"/> values, into a channel's mean and M2.</summary>
    public void MergeInto(ref double mean, ref double m2, ChanWeights weights, double count, int block, int column)
    {
        double first = First(block)[column];
        double shifted = first / count;
        double cellM2 = Math.Max(Second(block)[column] - (first * shifted), 0);
        weights.Merge(ref mean, ref m2, Center(block)[column] + shifted, cellM2);
    }

    private ReadOnlySpan<double> Row(int kind, int block) => new(_first + ((nint)kind * cells) + ((nint)block * columns), columns);
}
