namespace NormSharp.Kernels.Convolution.TapRows;

/// <summary>The terms of one row of the input's gradient.</summary>
internal readonly unsafe struct TapRowTerms
{
    /// <summary>The first column of the first filter's outputs in the row that the first row of taps meets.</summary>
    public required float* Gradient { get; init; }

    /// <summary>Floats from a row of outputs to the next; the next row of taps meets the one before.</summary>
    public required nint GradientRow { get; init; }

    /// <summary>Floats from one filter's outputs to the next's.</summary>
    public required nint Plane { get; init; }

    /// <summary>Columns of outputs.</summary>
    public required int Columns { get; init; }

    /// <summary>Rows of taps.</summary>
    public required int Rows { get; init; }

    /// <summary>How many filters.</summary>
    public required int Filters { get; init; }

    /// <summary>How many channels.</summary>
    public required int Channels { get; init; }

    /// <summary>Numbers of a row of taps: columns times channels.</summary>
    public required int Taps { get; init; }

    /// <summary>The first row of taps: [tap row, filter, (tap column, channel)], whole vectors.</summary>
    public required float* Weight { get; init; }
}
