using NormSharp.Kernels.Machine;

namespace NormSharp.Kernels.Parallel;

/// <summary>A fixed team of threads that runs parallel loops; the calling thread is worker 0.</summary>
/// <remarks>
/// <para>A dispatch allocates nothing and costs about a microsecond while the team is awake: idle workers watch for work a short
/// while, then sleep. Workers are background threads, so a team that is never disposed does not keep the process alive.</para>
/// <para>A team serves one calling thread at a time; a second caller waits for the first one's loop to end. A loop started inside a
/// body runs inline on the worker that starts it, with scratch memory of its own.</para>
/// </remarks>
internal sealed unsafe partial class ThreadTeam : IDisposable
{
    private const int IdleSpins = 2000;
    private const int IdleYields = 20;

    [ThreadStatic]
    private static Context s_context;

    private readonly object _callers = new();
    private readonly object _sleep = new();
    private readonly ScratchArena _scratch;
    private readonly int _spins;
    private readonly Dispatch _dispatch = new();
    private int _sleepers;
    private bool _disposed;

    /// <summary>Starts a team.</summary>
    /// <param name="threads">How many threads work, the caller's included; at least 1.</param>
    /// <param name="machine">What kernels on this team plan for, with the vectors of this machine; by default this machine.</param>
    /// <param name="scratch">Where scratch memory comes from; by default the C runtime.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The description is of other vectors than kernels run with here.</exception>
    public ThreadTeam(int threads, MachineDescription? machine = null, IScratchSource? scratch = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;
        Machine = machine ?? MachineDescription.Current;
        if (Machine.Lanes != WidestVector.Lanes)
        {
            throw new ArgumentException(
                $"A description of vectors of {Machine.Lanes} floats cannot plan kernels that run here, with vectors of "
                    + $"{WidestVector.Lanes}.",
                nameof(machine));
        }
        _scratch = new ScratchArena(threads, scratch ?? NativeScratch.Instance);

        // With more threads than processors a spinning thread only keeps a working one from its processor.
        _spins = threads <= Machine.Cores ? IdleSpins : 10;
        for (int worker = 1; worker < threads; worker++)
        {
            int own = worker;
            new Thread(() => Serve(own)) { IsBackground = true, Name = $"NormSharp worker {own}" }.Start();
        }
    }

    /// <summary>How many threads work, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>What kernels on this team plan for.</summary>
    public MachineDescription Machine { get; }

    /// <summary>Runs the body for every index from 0 to <paramref name="count"/>, in any order, and returns when all are done.</summary>
    /// <param name="count">How many indices; 0 or less does nothing.</param>
    /// <param name="body">Copied once; every worker reads the same copy.</param>
    /// <exception cref="ObjectDisposedException">The team is disposed.</exception>
    public void For<TBody>(int count, in TBody body)
        where TBody : unmanaged, IParallelBody
    {
        if (count <= 0)
        {
            return;
        }

        ref Context context = ref s_context;
        if (context.Team == this)
        {
            RunInline(count, body, ref context);
            return;
        }

        lock (_callers)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Context outer = context;
            context = new Context(this, Worker: 0, Depth: 0);
            try
            {
                if (count == 1 || Threads == 1)
                {
                    RunInline(count, body, ref context);
                }
                else
                {
                    context.Depth = 1;
                    RunShared(count, body);
                }
            }
            finally
            {
                context = outer;
            }
        }
    }

    /// <summary>Bytes of scratch memory that kernels have taken; they only grow.</summary>
    public long ScratchBytes => _scratch.Bytes;

    /// <summary>Scratch memory of one worker, aligned to 64 bytes; its content is lost at the worker's next call.</summary>
    /// <param name="worker">The worker that asks, as its body was told.</param>
    /// <param name="length">How many floats.</param>
    public float* WorkerScratch(int worker, nuint length)
    {
        ref Context context = ref s_context;
        return _scratch.Worker(worker, context.Team == this ? context.Depth : 0, length);
    }

    /// <summary>
    /// Scratch memory that all workers may use during one kernel call, aligned to 64 bytes; ask for it before the loop, hand it over
    /// in the body. Its content is lost at the next call.
    /// </summary>
    /// <param name="length">How many floats.</param>
    /// <remarks>A kernel that is called inside a body gets memory of its own, so that workers do not meet in it.</remarks>
    public float* SharedScratch(nuint length)
    {
        ref Context context = ref s_context;
        return context.Team == this ? _scratch.Shared(context.Worker, context.Depth, length) : _scratch.Shared(0, 0, length);
    }

    /// <summary>Ends the workers and frees the scratch memory; waits for a loop that is still running.</summary>
    /// <exception cref="InvalidOperationException">Called from inside a body of this team.</exception>
    public void Dispose()
    {
        if (s_context.Team == this)
        {
            throw new InvalidOperationException("A ThreadTeam cannot be disposed from inside one of its own loops.");
        }

        lock (_callers)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            lock (_sleep)
            {
                Monitor.PulseAll(_sleep);
            }

            _scratch.Free();
        }
    }

    /// <summary>Keeps other callers out while a kernel uses <see cref="SharedScratch"/> over several loops.</summary>
    internal Lease Reserve() => new(s_context.Team == this ? null : _callers);

    private static void RunInline<TBody>(int count, in TBody body, ref Context context)
        where TBody : unmanaged, IParallelBody
    {
        context.Depth++;
        try
        {
            TBody copy = body;
            for (int i = 0; i < count; i++)
            {
                copy.Execute(i, context.Worker);
            }
        }
        finally
        {
            context.Depth--;
        }
    }

    private static void Trampoline<TBody>(void* body, int index, int worker)
        where TBody : unmanaged, IParallelBody => ((TBody*)body)->Execute(index, worker);

    private void RunShared<TBody>(int count, in TBody body)
        where TBody : unmanaged, IParallelBody
    {
        TBody copy = body;
        _dispatch.Publish(&Trampoline<TBody>, &copy, count);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _sleepers) > 0)
        {
            lock (_sleep)
            {
                Monitor.PulseAll(_sleep);
            }
        }

        try
        {
            _dispatch.Work(worker: 0, _dispatch.Generation);
        }
        finally
        {
            WaitForCompletion();
        }
    }

    private void WaitForCompletion()
    {
        for (int spin = 0; !_dispatch.IsComplete; spin++)
        {
            if (spin < _spins)
            {
                Thread.SpinWait(1);
            }
            else if (spin < _spins + IdleYields)
            {
                Thread.Yield();
            }
            else
            {
                _dispatch.ParkUntilComplete();
            }
        }
    }

    private void Serve(int worker)
    {
        s_context = new Context(this, worker, Depth: 1);
        uint seen = 0;
        while (WaitForWork(ref seen))
        {
            _dispatch.Work(worker, seen);
        }
    }

    /// <summary>Waits for a dispatch later than <paramref name="seen"/>; false when the team is disposed.</summary>
    private bool WaitForWork(ref uint seen)
    {
        for (int spin = 0; ; spin++)
        {
            uint generation = _dispatch.Generation;
            if (generation != seen)
            {
                seen = generation;
                return true;
            }

            if (Volatile.Read(ref _disposed))
            {
                return false;
            }

            if (spin < _spins)
            {
                Thread.SpinWait(1);
            }
            else if (spin < _spins + IdleYields)
            {
                Thread.Yield();
            }
            else
            {
                Sleep(seen);
            }
        }
    }

    private void Sleep(uint seen)
    {
        lock (_sleep)
        {
            // The increment is a full fence: either this thread sees the new generation or the caller sees the sleeper.
            Interlocked.Increment(ref _sleepers);
            if (_dispatch.Generation == seen && !Volatile.Read(ref _disposed))
            {
                Monitor.Wait(_sleep);
            }

            Interlocked.Decrement(ref _sleepers);
        }
    }

    /// <summary>Holds a team for one caller until it is disposed.</summary>
    internal readonly ref struct Lease
    {
        private readonly object? _gate;

        internal Lease(object? gate)
        {
            _gate = gate;
            if (gate is not null)
            {
                Monitor.Enter(gate);
            }
        }

        /// <summary>Lets the next caller in.</summary>
        public void Dispose()
        {
            if (_gate is not null)
            {
                Monitor.Exit(_gate);
            }
        }
    }

    /// <summary>Which team's body this thread is in, as which worker, and how many loops deep.</summary>
    private record struct Context(ThreadTeam? Team, int Worker, int Depth);
}
