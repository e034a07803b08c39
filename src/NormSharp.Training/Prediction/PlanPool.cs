using System.Collections.Concurrent;
using NormSharp.Inference;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>
/// A plan and its forks for callers at the same time: who is alone takes the plan with all its threads, others take forks with one thread
/// each. As many run at a time as there are processors; further ones wait.
/// </summary>
/// <param name="plan">The plan of one sample.</param>
/// <param name="fork">Makes a fork of it.</param>
internal sealed class PlanPool(InferencePlan plan, Func<InferencePlan> fork)
{
    private readonly ConcurrentBag<InferencePlan> _forks = [];
    private readonly SemaphoreSlim _places = new(Environment.ProcessorCount);
    private int _running;
    private int _planIsTaken;

    /// <summary>The shape of what a run gives.</summary>
    public Shape OutputShape { get; } = plan.OutputShape;

    /// <summary>The outputs for a sample.</summary>
    public float[] Run(ReadOnlySpan<float> input)
    {
        _places.Wait();
        bool isAlone = Interlocked.Increment(ref _running) == 1;
        try
        {
            return isAlone && Interlocked.Exchange(ref _planIsTaken, 1) == 0 ? RunPlan(input) : RunFork(input);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            _places.Release();
        }
    }

    private float[] RunPlan(ReadOnlySpan<float> input)
    {
        try
        {
            return Outputs(plan, input);
        }
        finally
        {
            Volatile.Write(ref _planIsTaken, 0);
        }
    }

    private float[] RunFork(ReadOnlySpan<float> input)
    {
        if (!_forks.TryTake(out InferencePlan? taken))
        {
            taken = fork();
        }

        try
        {
            return Outputs(taken, input);
        }
        finally
        {
            _forks.Add(taken);
        }
    }

    private float[] Outputs(InferencePlan by, ReadOnlySpan<float> input)
    {
        float[] outputs = new float[OutputShape.ElementCount];
        by.Run(input, outputs);
        return outputs;
    }
}
