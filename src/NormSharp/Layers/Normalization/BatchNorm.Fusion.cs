using NormSharp.Kernels.Elementwise;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <content>What is computed in the layer's own pass over memory: its statistics, the activation behind it, a residual block's shortcut.</content>
public partial class BatchNorm : IResidualFusing
{
    private ChannelMoments? _batch;

    private bool UsesBatchStatistics => IsRecalibrating || State.Running is null || (IsTraining && !FreezesStatistics);

    bool IResidualFusing.FusesResidual(Activation activation)
        => Observer is null && GetType() == typeof(BatchNorm) && Options.Axis == 1 && BatchNormalization.FusesAddend(activation);

    Tensor IResidualFusing.ForwardThrough(Tensor x, Tensor shortcut, Activation activation)
    {
        try
        {
            int axis = ChannelPlanes.Axis(x, Options.Axis, Channels);
            if (IsLazy)
            {
                SetChannels(x.Shape[axis]);
            }

            return UsesBatchStatistics ? ByBatch(x, activation, shortcut) : ByRunning(x, activation, shortcut);
        }
        catch (ArgumentException error) when (error is not LayerException)
        {
            throw new LayerException(Path, TypeName, x.Shape, error);
        }
    }

    private Tensor ByBatch(Tensor x, Activation activation, Tensor? shortcut)
    {
        // Kept from step to step, so that a step allocates nothing; evaluation, which may run on several threads, and recalibration take new ones.
        ChannelMoments moments = IsTraining && !IsRecalibrating ? _batch ??= new ChannelMoments(Channels) : new ChannelMoments(Channels);
        Tensor y = x.NormalizeBatch(moments, Options.Epsilon, Gamma, Beta, activation, shortcut);
        Keep(moments);
        return y;
    }

    private Tensor ByRunning(Tensor x, Activation activation, Tensor? shortcut)
        => x.Normalize(State.Running!.AsMoments(), Options.Epsilon, Gamma, Beta, activation, throughStatistics: false, shortcut);
}
