namespace NormSharp.Layers;

/// <summary>What a <see cref="NormStatistic"/> gives.</summary>
internal enum NormStatisticKind
{
    /// <summary>w·running + (1 − w)·mean of each channel: x, running mean.</summary>
    RunningMean,

    /// <summary>w·running + (1 − w)·population variance of each channel: x, running variance.</summary>
    RunningVariance,

    /// <summary>The mean over the dimensions from an axis on: x.</summary>
    RowMean,

    /// <summary>1/√(population variance + ε) over the dimensions from an axis on: x.</summary>
    RowInvStd,
}
