using NormSharp.Layers;
using NormSharp.Synchronization;

namespace NormSharp.Training;

/// <summary>What one of several ranks does of each step: it learns from parts of its own of the same images.</summary>
/// <param name="reducer">What joins the ranks.</param>
/// <param name="most">Images that pass at once, at most.</param>
/// <param name="cancellation">Tells this rank to stop.</param>
internal sealed class RankShare(IReducer reducer, int most, CancellationToken cancellation)
{
    private bool _isStopAsked;

    /// <summary>Whether this rank trains alone.</summary>
    public bool IsAlone => reducer.RankCount == 1;

    /// <summary>This rank's number.</summary>
    public int Rank => reducer.Rank;

    /// <summary>Whether to stop. Ranks stop after the same step: each learns in <see cref="Reduce"/> what the others were told.</summary>
    public bool IsStopAsked => IsAlone ? cancellation.IsCancellationRequested : _isStopAsked;

    /// <summary>The parts of a step's images that are this rank's, and into how many the step is parted in all.</summary>
    public (Range Own, int All) PartsOf(int images)
    {
        int own = BatchSizes.PartsOfRank(images, reducer.RankCount, most);
        int first = own * reducer.Rank;
        return (first..(first + own), own * reducer.RankCount);
    }

    /// <summary>
    /// Adds up the gradients of all ranks and what their parts showed: the one place where a step's metrics meet.
    /// </summary>
    public StepResult Reduce(TrainingStep step, StepResult own)
    {
        if (IsAlone)
        {
            return own;
        }

        step.Reduce(reducer);
        Span<double> message =
        [
            own.Loss, own.Correct, own.Images, cancellation.IsCancellationRequested ? 1 : 0, (double)own.Images * own.Images,
        ];
        reducer.AllReduce(message, MessageMerges.Sum);
        _isStopAsked = message[3] > 0;
        double mean = message[2] / reducer.RankCount;
        return new StepResult(message[0], (int)message[1], (int)message[2])
        {
            Imbalance = Math.Sqrt(Math.Max(0, (message[4] / reducer.RankCount) - (mean * mean))) / mean,
        };
    }

    /// <summary>Makes the running statistics of all ranks the same.</summary>
    public void AverageBuffers(Module model)
    {
        if (!IsAlone)
        {
            SynchronizedGradients.AverageBuffers(model, reducer);
        }
    }
}
