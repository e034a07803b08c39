using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>How running statistics take in those of a batch: running ← (1 − w)·running + w·new.</summary>
/// <param name="Mean">The running mean [C].</param>
/// <param name="Variance">The running variance [C].</param>
/// <param name="Weight">w; at 1 the old numbers count for nothing, even where they are NaN.</param>
/// <param name="StoresPopulationVariance">Whether the new variance is M2/count; M2/(count − 1) where not.</param>
internal readonly record struct RunningUpdate(Tensor Mean, Tensor Variance, double Weight, bool StoresPopulationVariance);
