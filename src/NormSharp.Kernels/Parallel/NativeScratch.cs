using System.Runtime.InteropServices;

namespace NormSharp.Kernels.Parallel;

/// <summary>Scratch memory from the C runtime.</summary>
internal sealed unsafe class NativeScratch : IScratchSource
{
    private const nuint Alignment = 64;

    /// <summary>The one that teams take.</summary>
    public static NativeScratch Instance { get; } = new();

    public float* Allocate(nuint length) => (float*)NativeMemory.AlignedAlloc(checked(length * sizeof(float)), Alignment);

    public void Free(float* memory) => NativeMemory.AlignedFree(memory);
}
