namespace NormSharp.Kernels.Parallel;

/// <summary>
/// The work of one index of a parallel loop: an unmanaged struct of sizes and pointers, so that a dispatch allocates nothing.
/// </summary>
/// <remarks>
/// What an index computes must depend on the index alone, never on <c>worker</c> or on the number of threads: that is what makes
/// results bit-identical on 1 thread and on 16. A body must not throw.
/// </remarks>
internal interface IParallelBody
{
    /// <summary>Does the work of one index.</summary>
    /// <param name="index">From 0 to the count of the loop, exclusive.</param>
    /// <param name="worker">Which worker runs it, from 0 to the team's thread count, exclusive: only to choose scratch memory.</param>
    void Execute(int index, int worker);
}
