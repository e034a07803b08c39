using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Synchronization;

namespace NormSharp.Training;

/// <summary>What one of several ranks does of each step: it learns from parts of its own of the same images.</summary>
/// <param name="ranks">What joins the ranks; where a rank holds several shards, each shard is one here.</param>
/// <param name="most">Images that pass at once, at most.</param>
/// <param name="cancellation">Tells this rank to stop.</param>
internal sealed class RankShare(Communicator ranks, int most, CancellationToken cancellation) : IDisposable
{
    private readonly double[] _message = new double[5];
    private Parameter[] _parameters = [];
    private Backend? _backend;
    private GradientBuckets? _buckets;
    private bool _isStopAsked;

    /// <summary>Whether this rank trains alone.</summary>
    public bool IsAlone => ranks.RankCount == 1;

    /// <summary>This rank's number.</summary>
    public int Rank => ranks.Rank;

    /// <summary>Whether to stop. Ranks stop after the same step: each learns in <see cref="Reduce"/> what the others were told.</summary>
    public bool IsStopAsked => IsAlone ? cancellation.IsCancellationRequested : _isStopAsked;

    /// <summary>Prepares for the gradients of a model.</summary>
    public void Begin(Module model, Backend backend, long step)
    {
        ranks.Step = step;
        if (!IsAlone)
        {
            _parameters = [.. model.NamedParameters().Select(entry => entry.Parameter).Distinct()];
            _backend = backend;
        }
    }

    /// <summary>The parts of a step's images that are this rank's, and into how many the step is parted in all.</summary>
    public (Range Own, int All) PartsOf(int images)
    {
        int own = BatchSizes.PartsOfRank(images, ranks.RankCount, most);
        int first = own * ranks.Rank;
        return (first..(first + own), own * ranks.RankCount);
    }

    /// <summary>The rank's last part of a step begins: what is complete of the gradients travels while the rest is computed.</summary>
    public void BeginLastPart()
    {
        if (IsAlone)
        {
            return;
        }

        // Parameters may be frozen at first and let go later; on all ranks at the same step.
        if (_buckets?.IsOf(_parameters) != true)
        {
            _buckets?.Dispose();
            _buckets = new GradientBuckets(_parameters, ranks, _backend!);
        }

        _buckets.BeginLastPass();
    }

    /// <summary>
    /// Adds up the gradients of all ranks and what their parts showed: the one place where a step's gradients and metrics meet.
    /// </summary>
    /// <param name="own">What this rank's parts showed.</param>
    /// <param name="step">The step, counted from 1.</param>
    public StepResult Reduce(StepResult own, long step)
    {
        if (IsAlone)
        {
            return own;
        }

        ranks.Step = step;
        _buckets!.Finish();
        (_message[0], _message[1], _message[2], _message[3], _message[4]) = (
            own.Loss, own.Correct, own.Images, cancellation.IsCancellationRequested ? 1 : 0, (double)own.Images * own.Images);
        ranks.AllReduce(_message, MessageMerges.Sum);
        _isStopAsked = _message[3] > 0;
        double mean = _message[2] / ranks.RankCount;
        return new StepResult(_message[0], (int)_message[1], (int)_message[2])
        {
            Imbalance = Math.Sqrt(Math.Max(0, (_message[4] / ranks.RankCount) - (mean * mean))) / mean,
        };
    }

    /// <summary>Makes the running statistics of all ranks the same: their means, each rank weighted by its images.</summary>
    /// <param name="model">This rank's model.</param>
    /// <param name="steps">The images of each step since they were the same.</param>
    public void MergeBuffers(Module model, IEnumerable<int> steps)
    {
        if (!IsAlone)
        {
            SharedBuffers.Merge(model, ranks, steps.Sum(ImagesOf));
        }
    }

    /// <summary>The running statistics of all ranks, where there are several and those of each are its own; collective.</summary>
    public SharedBuffers? GatherBuffers(Module model) => IsAlone ? null : SharedBuffers.Gather(model, ranks);

    /// <inheritdoc/>
    public void Dispose() => _buckets?.Dispose();

    private long ImagesOf(int images)
    {
        (Range own, int all) = PartsOf(images);
        return ((long)own.End.Value * images / all) - ((long)own.Start.Value * images / all);
    }
}
