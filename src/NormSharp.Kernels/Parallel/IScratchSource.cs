namespace NormSharp.Kernels.Parallel;

/// <summary>Where a team's scratch memory comes from. Tests give memory with protected pages around it.</summary>
internal unsafe interface IScratchSource
{
    /// <summary>Memory for so many floats, aligned to 64 bytes.</summary>
    float* Allocate(nuint length);

    /// <summary>Gives back what <see cref="Allocate"/> gave; null does nothing.</summary>
    void Free(float* memory);
}
