using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>
/// The statistics of each channel, in memory of the backend: what a layer computes with, and the host sees only when it reads them back.
/// </summary>
/// <param name="Count">Values of each channel.</param>
/// <param name="Mean">The mean of each channel [C], in float64.</param>
/// <param name="M2">Σ(x − mean)² of each channel [C], in float64.</param>
internal readonly record struct BatchStatistics(double Count, Tensor Mean, Tensor M2);
