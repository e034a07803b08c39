namespace NormSharp.Layers;

/// <summary>Which values an <see cref="OperandNorm"/> takes together.</summary>
internal enum OperandNormKind
{
    /// <summary>A channel, by given statistics: x, γ, β, mean, variance.</summary>
    Stored,

    /// <summary>A channel of the batch: x, γ, β.</summary>
    Batch,

    /// <summary>A channel of a sample: x, γ, β.</summary>
    Instance,

    /// <summary>A group of channels of a sample: x, γ, β, which have a number a channel or a group.</summary>
    Group,

    /// <summary>The dimensions from an axis on: x, γ, and β where there is one; γ and β broadcast.</summary>
    Rows,

    /// <summary>The same by the root of the mean square: x, γ.</summary>
    RootMeanSquare,
}
