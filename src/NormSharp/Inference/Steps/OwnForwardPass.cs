using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Lowering;
using NormSharp.Tensors;

namespace NormSharp.Inference;

/// <summary>
/// A layer that makes no step of its own: its forward pass, on a tape that it keeps, so that a warm run takes objects and memory of
/// earlier ones.
/// </summary>
internal sealed class OwnForwardPass
{
    private readonly Backend _backend;
    private readonly string _name;
    private readonly Module _layer;
    private readonly Tensor[] _inputs;
    private readonly Tensor[] _onTape;
    private readonly Tensor _output;
    private readonly Tape _tape;

    private OwnForwardPass(string name, Module layer, Operands operands)
    {
        (_name, _layer, _backend) = (name, layer, operands.Backend);
        (_inputs, _output) = ([.. operands.Inputs], operands.Output);
        _onTape = new Tensor[_inputs.Length];
        _tape = new Tape(_backend, gradients: false);
    }

    public static PlanOperation Operation(string name, Module layer)
        => new(operands => new OwnForwardPass(name, layer, operands).Run) { MayRunAlone = false };

    private void Run()
    {
        if (_layer.IsTraining)
        {
            throw new InvalidOperationException(
                $"layer {_name} ({_layer.TypeName}) is in training mode; the plan runs its own forward pass, so call Evaluate() on the "
                    + "network first");
        }

        try
        {
            for (int i = 0; i < _inputs.Length; i++)
            {
                _onTape[i] = _tape.Input(_inputs[i]);
            }

            // Plans and forks of one network meet here, and a layer may keep what it computes.
            Tensor result;
            lock (_layer)
            {
                result = _layer.Forward(_onTape);
            }

            if (result.Shape != _output.Shape)
            {
                throw new InvalidOperationException(
                    $"layer {_name} ({_layer.TypeName}) gave {result.Shape} for an input "
                        + $"{string.Join(", ", _inputs.Select(input => input.Shape))}; the plan was made for {_output.Shape}");
            }

            _backend.Copy(_tape.View(result), _output);
        }
        finally
        {
            _tape.Restart();
        }
    }
}
