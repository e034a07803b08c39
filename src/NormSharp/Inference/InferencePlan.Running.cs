using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Inference;

/// <content>Running, forking, disposing.</content>
public sealed partial class InferencePlan
{
    /// <summary>Computes the outputs of some samples.</summary>
    /// <param name="input">Any number of samples of <see cref="InputShape"/>, one after the other.</param>
    /// <param name="output">Receives as many of <see cref="OutputShape"/>.</param>
    /// <exception cref="ArgumentException">The input is no whole number of samples, or the output has another number of them.</exception>
    /// <exception cref="ObjectDisposedException">The plan is disposed.</exception>
    /// <exception cref="InvalidOperationException">
    /// A layer with a forward pass of its own is in training mode, or gave another shape than before; or another thread runs the plan.
    /// </exception>
    public void Run(ReadOnlySpan<float> input, Span<float> output)
    {
        using Occupancy occupied = Enter(out PlanActivations activations);
        if (_compiled.Inputs.Count != 1 || _compiled.Outputs.Count != 1)
        {
            throw new InvalidOperationException(
                $"the network has {_compiled.Inputs.Count} inputs and {_compiled.Outputs.Count} outputs; give lists of them");
        }

        int inputLength = _compiled.Inputs[0].Shape.ElementCount;
        int outputLength = _compiled.Outputs[0].Shape.ElementCount;
        int samples = input.Length / inputLength;
        if (input.Length % inputLength != 0 || output.Length != (long)samples * outputLength)
        {
            throw new ArgumentException(
                $"the input holds {input.Length} numbers and the output {output.Length}; a sample has {inputLength} and "
                    + $"{outputLength}, as many of one as of the other");
        }

        for (int first = 0; first < samples; first += BatchSize)
        {
            int count = Math.Min(BatchSize, samples - first);
            BoundSteps bound = activations.Of(count);
            bound.Inputs[0].CopyFrom(input.Slice(first * inputLength, count * inputLength));
            bound.Run();
            bound.Outputs[0].CopyTo(output.Slice(first * outputLength, count * outputLength));
        }
    }

    /// <summary>Computes the outputs of a network of several inputs or outputs.</summary>
    /// <param name="inputs">As many samples of each of <see cref="InputShapes"/>, at most a batch.</param>
    /// <param name="outputs">Receives as many of each of <see cref="OutputShapes"/>.</param>
    /// <exception cref="ArgumentException">The numbers of inputs or outputs are others, or they differ in samples.</exception>
    /// <inheritdoc cref="Run(ReadOnlySpan{float}, Span{float})"/>
    public void Run(ReadOnlySpan<ReadOnlyMemory<float>> inputs, ReadOnlySpan<Memory<float>> outputs)
    {
        using Occupancy occupied = Enter(out PlanActivations activations);
        if (inputs.Length != _compiled.Inputs.Count || outputs.Length != _compiled.Outputs.Count)
        {
            throw new ArgumentException(
                $"there are {inputs.Length} inputs and {outputs.Length} outputs; the network has {_compiled.Inputs.Count} and "
                    + $"{_compiled.Outputs.Count}");
        }

        int count = inputs.Length == 0 ? BatchSize : Math.Min(BatchSize, inputs[0].Length / _compiled.Inputs[0].Shape.ElementCount);
        BoundSteps bound = activations.Of(Math.Max(1, count));
        for (int i = 0; i < inputs.Length; i++)
        {
            CheckLength("input", i, inputs[i].Length, bound.Inputs[i]);
            bound.Inputs[i].CopyFrom(inputs[i].Span);
        }

        for (int i = 0; i < outputs.Length; i++)
        {
            CheckLength("output", i, outputs[i].Length, bound.Outputs[i]);
        }

        bound.Run();
        for (int i = 0; i < outputs.Length; i++)
        {
            bound.Outputs[i].CopyTo(outputs[i].Span);
        }
    }

    /// <summary>
    /// Another plan of the same steps and the same weights with activations of its own: of <see cref="PeakBytes"/> bytes, and nothing else.
    /// Plan and forks may run at the same time, each on a thread of the caller's, and give the same bits as alone.
    /// </summary>
    /// <remarks>
    /// <para>
    /// They share the threads of the plan's backend, and take turns at them from step to step: where several callers keep the processors
    /// busy, <see cref="Fork(int)"/> with one thread gives more.
    /// </para>
    /// <para>
    /// A fork is made from any thread, also while the plan runs, and may outlive the plan: whichever is disposed, the others go on. Layers
    /// that are run by their own forward pass have one network behind them; there plans take turns too.
    /// </para>
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The plan is disposed.</exception>
    public InferencePlan Fork()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _activations) is null, this);
        return _ownsBackend ? Fork(_backend.Threads) : new InferencePlan(this, _backend, ownsBackend: false);
    }

    /// <summary>
    /// Another plan of the same steps and the same weights, as <see cref="Fork()"/> gives, that computes on threads of its own. For most
    /// answers a second make one fork with one thread for each processor; for the fastest single answer use the plan itself.
    /// </summary>
    /// <param name="threads">How many threads work for the fork, the caller's included; at least 1. One starts no thread.</param>
    /// <remarks>The threads end when the fork is disposed.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 1.</exception>
    /// <exception cref="NotSupportedException">The plan's backend is not the CPU's.</exception>
    /// <exception cref="ObjectDisposedException">The plan is disposed.</exception>
    public InferencePlan Fork(int threads)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _activations) is null, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (_backend is not CpuBackend)
        {
            throw new NotSupportedException(
                $"a fork with threads of its own is of a plan on a {nameof(CpuBackend)}, and this one is on \"{_backend.Name}\"; "
                    + "call Fork() without a number");
        }

        var own = new CpuBackend(threads);
        try
        {
            return new InferencePlan(this, own, ownsBackend: true);
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Gives the plan's activations back to the backend; the plan can no longer be run, its forks can. A fork with threads of its own ends
    /// them.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another thread runs it.</exception>
    public void Dispose()
    {
        using Occupancy occupied = Enter();
        if (_activations is { } activations)
        {
            Volatile.Write(ref _activations, null);
            activations.Return();
            if (_ownsBackend)
            {
                _backend.Dispose();
            }
        }
    }

    /// <summary>Its buffers are one memory: of two runs at once both would give nonsense.</summary>
    private Occupancy Enter() => Interlocked.Exchange(ref _occupied, 1) == 0
        ? new Occupancy(this)
        : throw new InvalidOperationException(
            "the plan is run by another thread at this moment; a plan serves one thread at a time, so give each thread a Fork() of it");

    private Occupancy Enter(out PlanActivations activations)
    {
        Occupancy occupied = Enter();
        if (_activations is { } there)
        {
            activations = there;
            return occupied;
        }

        occupied.Dispose();
        throw new ObjectDisposedException(nameof(InferencePlan));
    }

    private static void CheckLength(string what, int number, int length, Tensor expected)
    {
        if (length != expected.Length)
        {
            throw new ArgumentException($"{what} {number} holds {length} numbers, and {expected.Shape} has {expected.Length}");
        }
    }

    private readonly ref struct Occupancy(InferencePlan plan)
    {
        public void Dispose() => Volatile.Write(ref plan._occupied, 0);
    }
}
