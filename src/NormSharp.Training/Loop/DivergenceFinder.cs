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
        (string Name, Tensor Tensor)[] state =
        [
            .. model.NamedParameters().Select(entry => (entry.Name, (Tensor)entry.Parameter)), .. model.NamedBuffers(),
        ];
        using var tape = new Tape(backend, gradients: false);
        Tensor finite = tape.Rent([state.Length], ElementType.Int32);
        for (int i = 0; i < state.Length; i++)
        {
            backend.AllFinite(tape.Operand(state[i].Tensor), finite.Narrowed(0, i, 1));
        }

        var flags = new int[state.Length];
        backend.Read<int>(finite, flags);
        int first = Array.IndexOf(flags, 0);
        return first < 0 ? null : state[first].Name;
    }

    private sealed class Observer(Backend backend) : IForwardObserver
    {
        public string? First { get; private set; }

        public void OnForward(Module module, Tensor x, Tensor y)
        {
            if (First is null && !module.Children.Any() && y.IsContiguous && !IsFinite(y))
            {
                First = module.Path;
            }
        }

        private bool IsFinite(Tensor y)
        {
            Tensor flag = Tape.Of(y).Rent([1], ElementType.Int32);
            backend.AllFinite(y, flag);
            return ReadBack.Number(backend, flag) != 0;
        }
    }
}
