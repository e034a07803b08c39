namespace NormSharp.Layers;

/// <summary>How a batch's statistics count in running ones.</summary>
/// <param name="NewStatistic">The weight of the new statistic; null weighs all batches equally.</param>
/// <param name="StoresPopulationVariance">Whether the new variance is M2/count; M2/(count − 1) where not.</param>
internal readonly record struct RunningWeight(double? NewStatistic, bool StoresPopulationVariance = false);
