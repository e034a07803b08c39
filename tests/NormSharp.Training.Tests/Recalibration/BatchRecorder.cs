using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Training.Tests.Recalibration;

/// <summary>Keeps the input of every pass through a layer that is being recalibrated.</summary>
internal sealed class BatchRecorder : IForwardObserver
{
    public List<double[]> Batches { get; } = [];

    public void OnForward(Module module, Tensor x, Tensor y)
    {
        if (module is IRecalibratable { IsRecalibrating: true })
        {
            Batches.Add([.. x.ToArray().Select(value => (double)value)]);
        }
    }
}
