using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace FromScratchBatchNorm;

/// <summary>
/// Batch normalization written from primitives, as textbooks do: statistics over all axes but the channel, gradients by the tape.
/// </summary>
public sealed class ScratchBatchNorm : Module
{
    private readonly Parameter _gamma, _beta;

    public ScratchBatchNorm(int channels)
    {
        _gamma = AddParameter("weight", [channels], Initializer.Ones);
        _beta = AddParameter("bias", [channels], Initializer.Zeros);
        RunningMean = AddBuffer("running_mean", Tensor.Zeros([channels]));
        RunningVariance = AddBuffer("running_var", Tensor.Ones([channels]));
    }

    public Tensor RunningMean { get; }

    public Tensor RunningVariance { get; }

    protected override Tensor OnForward(Tensor x)
    {
        int[] axes = x.Rank == 2 ? [0] : [0, 2, 3];
        int[] perChannel = x.Rank == 2 ? [1, -1] : [1, -1, 1, 1];
        Tensor mean = IsTraining ? x.Mean(axes, keepDim: true) : RunningMean.Reshape(perChannel);
        Tensor variance = IsTraining ? (x - mean).Square().Mean(axes, keepDim: true) : RunningVariance.Reshape(perChannel);
        if (IsTraining)
        {
            float count = x.Length / (float)RunningMean.Length;
            Update(RunningMean, mean);
            Update(RunningVariance, variance * (count / (count - 1)));
        }

        Tensor normalized = (x - mean) / (variance + 1e-5f).Sqrt();
        return (normalized * _gamma.On(x).Reshape(perChannel)) + _beta.On(x).Reshape(perChannel);
    }

    private static void Update(Tensor running, Tensor batch)
        => ((0.9f * running) + (0.1f * batch.Detach().Reshape(-1))).CopyTo(running.AsSpan());
}
