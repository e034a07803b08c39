using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>Finds the layer that first turned finite numbers into NaN or infinity, by running a batch once more and looking.</summary>
internal static class DivergenceFinder
{
    /// <summary>
    /// The path of the first layer whose output is not finite; null when all are. Batch normalizations use the statistics of the
    /// batch, as in training, and keep none.
    /// </summary>
    public static string? FirstLayer(Module model, ImageBatch batch, Backend backend)
    {
        var observer = new Observer(backend);
        IReadOnlyList<IRecalibratable> layers = BatchNormRecalibration.Layers(model);
        model.Evaluate();
        model.Observe(observer);
        try
        {
            foreach (IRecalibratable layer in layers)
            {
                layer.BeginRecalibration();
            }

            using var tape = new Tape(backend, gradients: false);
            model.Forward(batch.OnTape(tape));
            return observer.First;
        }
        catch (NonFiniteStatisticsException exception)
        {
            return observer.First ?? exception.Layer;
        }
        finally
        {
            model.Observe(null);
            foreach (IRecalibratable layer in layers)
            {
                layer.CancelRecalibration();
            }
        }
    }

    /// <summary>The name of the first parameter or buffer that holds NaN or infinity; null when none does.</summary>
    public static string? FirstState(Module model, Backend backend)
    {
        foreach ((string name, Parameter parameter) in model.NamedParameters())
        {
            if (!backend.AllFinite(parameter))
            {
                return name;
            }
        }

        foreach ((string name, Tensor buffer) in model.NamedBuffers())
        {
            if (!backend.AllFinite(buffer))
            {
                return name;
            }
        }

        return null;
    }

    private sealed class Observer(Backend backend) : IForwardObserver
    {
        public string? First { get; private set; }

        public void OnForward(Module module, Tensor x, Tensor y)
        {
            if (First is null && !module.Children.Any() && y.IsContiguous && !backend.AllFinite(y))
            {
                First = module.Path;
            }
        }
    }
}
