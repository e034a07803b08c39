namespace NormSharp.Profiling;

/// <summary>Where the time of a step goes.</summary>
/// <param name="StepMilliseconds">The mean time of a step while each kernel was timed.</param>
/// <param name="LoadMilliseconds">Of it, making the batch of floats from images.</param>
/// <param name="Kernels">A step's kernels by kernel and size, the longest first; times, calls and work are those of one step.</param>
public sealed record KernelProfile(double StepMilliseconds, double LoadMilliseconds, IReadOnlyList<KernelTime> Kernels)
{
    /// <summary>What is neither kernel nor loading: the tape, the layers, the optimizer's loop over parameters.</summary>
    public double OtherMilliseconds => StepMilliseconds - LoadMilliseconds - Kernels.Sum(kernel => kernel.Milliseconds);
}
