using NormSharp.Autograd;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>What a network is made of: one row a layer, in the order of the forward pass, and the totals.</summary>
/// <param name="Rows">One a layer that has no children.</param>
/// <param name="Parameters">Numbers that are trained, frozen ones included.</param>
/// <param name="TrainableParameters">Numbers that are trained and not frozen.</param>
/// <param name="ActivationBytes">Memory of all outputs for the given input, as a training step keeps them.</param>
/// <param name="Input">The shape of the input.</param>
public sealed record ModelSummary(
    IReadOnlyList<ModelSummaryRow> Rows, long Parameters, long TrainableParameters, long ActivationBytes, Shape Input)
{
    /// <summary>Sends zeros through the network in evaluation mode and notes what comes out of each layer.</summary>
    /// <param name="module">The network; its mode and statistics are left as they were.</param>
    /// <param name="input">The shape of a batch, for example [1, 1, 28, 28].</param>
    /// <exception cref="LayerException">The input does not fit; the message names the layer.</exception>
    public static ModelSummary Of(Module module, Shape input)
    {
        var recorder = new Recorder();
        List<Module> training = [.. module.NamedModules().Select(entry => entry.Module).Where(part => part.IsTraining)];
        module.Evaluate();
        module.Observe(recorder);
        try
        {
            using var tape = new Tape(gradients: false);
            module.Forward(tape.Input(Tensor.Zeros(input)));
        }
        finally
        {
            module.Observe(null);
            training.ForEach(part => part.RestoreMode(training: true));
        }

        return new ModelSummary(
            recorder.Rows,
            module.ParameterCount(),
            module.NamedParameters().Where(entry => !entry.Parameter.IsFrozen).Sum(entry => (long)entry.Parameter.Length),
            recorder.Rows.Sum(row => row.ActivationBytes),
            input);
    }

    private sealed class Recorder : IForwardObserver
    {
        public List<ModelSummaryRow> Rows { get; } = [];

        public void OnForward(Module module, Tensor x, Tensor y)
        {
            if (module.Children.Any())
            {
                return;
            }

            List<Parameter> parameters = [.. module.NamedParameters().Select(entry => entry.Parameter)];

            // A reshape shares its input's memory.
            long bytes = ReferenceEquals(x.Storage, y.Storage) ? 0 : (long)y.Length * sizeof(float);
            Rows.Add(new ModelSummaryRow(
                module.Path, module.ToString(), y.Shape, parameters.Exists(parameter => !parameter.IsFrozen), parameters.Sum(parameter => (long)parameter.Length), bytes));
        }
    }
}
