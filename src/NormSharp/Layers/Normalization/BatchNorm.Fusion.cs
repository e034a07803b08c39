using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <content>What is computed in the layer's own pass over memory: its statistics, the activation after it, a residual block's
/// shortcut.</content>
public partial class BatchNorm : IResidualFusing, IPoolingFusing
{
    private bool UsesBatchStatistics => IsRecalibrating || State.Running is null || (IsTraining && !FreezesStatistics);

    bool IResidualFusing.FusesResidual(Activation activation)
        => Observer is null && GetType() == typeof(BatchNorm) && Options.Axis == 1 && BatchNormalization.FusesAddend(activation);

    Tensor IResidualFusing.ForwardThrough(Tensor x, Tensor shortcut, Activation activation) => Through(x, activation, shortcut, null);

    // Where running statistics are used there is little to save: their gradient is rarely asked for. A lazy layer does not know yet which
    // it will use.
    bool IPoolingFusing.FusesPooling(Tensor x, AveragePool2d pool)
        => Observer is null && GetType() == typeof(BatchNorm) && Options.Axis == 1 && _mask is null && !IsLazy && UsesBatchStatistics
            && pool is
            {
                Observer: null,
                Settings: { Kernel: { Height: 2, Width: 2 }, Stride: { Height: 2, Width: 2 }, Padding: { Height: 0, Width: 0 } }
            }
            && x.Rank == 4 && x.Shape[2] > 1 && x.Shape[3] > 1;

    Tensor IPoolingFusing.ForwardThrough(Tensor x, Activation activation, AveragePool2d pool) => Through(x, activation, null, pool);

    private Tensor Through(Tensor x, Activation activation, Tensor? shortcut, AveragePool2d? pool)
    {
        try
        {
            int axis = ChannelPlanes.Axis(x.Shape, Options.Axis, Channels);
            if (IsLazy)
            {
                SetChannels(x.Shape[axis]);
            }

            return pool is not null || UsesBatchStatistics ? ByBatch(x, activation, shortcut, pool) : ByRunning(x, activation, shortcut);
        }
        catch (ArgumentException error) when (error is not LayerException)
        {
            throw new LayerException(Path, TypeName, x.Shape, error);
        }
    }

    private Tensor ByBatch(Tensor x, Activation activation, Tensor? shortcut, AveragePool2d? pool = null)
    {
        Tensor y = pool is null
            ? x.NormalizeBatch(Options.Epsilon, Gamma, Beta, activation, out BatchStatistics statistics, shortcut)
            : x.NormalizeBatchThenAveragePool2d(Options.Epsilon, Gamma, Beta, activation, pool.Settings, out statistics);
        Keep(Tape.Of(x, Gamma, Beta, shortcut), statistics);
        return y;
    }

    private Tensor ByRunning(Tensor x, Activation activation, Tensor? shortcut)
        => x.Normalize(State.Running!.Stored(Options.Epsilon), Gamma, Beta, activation, shortcut);
}
