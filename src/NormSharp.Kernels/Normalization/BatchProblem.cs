using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>What decides how a batch is normalized. All ways give the same bits, so that the number of threads may count.</summary>
/// <param name="Planes">The extent of the batch.</param>
/// <param name="Threads">The threads that work.</param>
internal readonly record struct BatchProblem(Planes Planes, int Threads);
