using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NormSharp.Kernels.Parallel;

/// <summary>A fixed team of threads that runs parallel loops; the calling thread is worker 0.</summary>
public sealed unsafe class ThreadTeam : IDisposable
{
    private readonly Scratch[] _scratch;

    /// <summary>Starts a team.</summary>
    /// <param name="threads">How many threads work, the caller's included; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 1.</exception>
    public ThreadTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;
        _scratch = new Scratch[threads];
    }

    /// <summary>How many threads work, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>Runs the body for every index from 0 to <paramref name="count"/>, in any order, and returns when all are done.</summary>
    public void For<TBody>(int count, in TBody body)
        where TBody : unmanaged, IParallelBody
    {
        for (int i = 0; i < count; i++)
        {
            Unsafe.AsRef(in body).Execute(i, 0);
        }
    }

    /// <summary>Scratch memory of one worker, aligned to 64 bytes; its content is lost at the worker's next call.</summary>
    public float* WorkerScratch(int worker, nuint length)
    {
        ref Scratch scratch = ref _scratch[worker];
        if (scratch.Length < length)
        {
            NativeMemory.AlignedFree(scratch.Pointer);
            scratch.Pointer = (float*)NativeMemory.AlignedAlloc(length * sizeof(float), 64);
            scratch.Length = length;
        }

        return scratch.Pointer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ref Scratch scratch in _scratch.AsSpan())
        {
            NativeMemory.AlignedFree(scratch.Pointer);
            scratch = default;
        }
    }

    private struct Scratch
    {
        public float* Pointer;
        public nuint Length;
    }
}
