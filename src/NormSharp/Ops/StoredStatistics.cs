using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Statistics that a layer has kept, to normalize with.</summary>
/// <param name="Mean">μ [C].</param>
/// <param name="Variance">σ² [C].</param>
/// <param name="Epsilon">ε, added to σ² under the root.</param>
internal readonly record struct StoredStatistics(Tensor Mean, Tensor Variance, double Epsilon);
