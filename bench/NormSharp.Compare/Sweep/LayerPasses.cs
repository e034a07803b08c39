using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Inference;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Compare.Sweep;

/// <summary>NormSharp's side: an inference plan of the layer, and the layer on a tape with gradients by its input and weight.</summary>
internal sealed class LayerPasses : IPasses
{
    private readonly Module _layer;
    private readonly Tape _tape;
    private readonly InferencePlan _plan;
    private readonly Tensor _x;
    private readonly Tensor _dy;
    private readonly float[] _input;
    private readonly float[] _output;

    public LayerPasses(SweepShape shape, Backend backend)
    {
        Shape input = [shape.Batch, shape.Channels, shape.Size, shape.Size];
        Shape output = [shape.Batch, shape.Filters, shape.OutputSize, shape.OutputSize];
        var random = new Random(1);
        _input = Numbers(random, input);
        _output = new float[output.ElementCount];
        _layer = Layer(shape);
        _layer.Initialize(seed: 1);
        _layer.Evaluate();
        _plan = InferencePlan.Compile(_layer, input, new InferencePlanOptions { Backend = backend });
        _layer.Train();
        _tape = new Tape(backend);
        _x = Tensor.From(_input, input);
        _dy = Tensor.From(Numbers(random, output), output);
    }

    /// <inheritdoc/>
    public Action Forward => () => _plan.Run(_input, _output);

    /// <inheritdoc/>
    public Action? Both => () =>
    {
        _layer.ClearGradients();
        _tape.Backward(_layer.Forward(_tape.Watch(_x)), _tape.Input(_dy));
        _tape.Restart();
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _plan.Dispose();
        _tape.Dispose();
    }

    private static Module Layer(SweepShape shape)
    {
        SweepWindow window = shape.Window;
        var options = new Conv2dOptions
        {
            Stride = window.Stride,
            Padding = window.Padding,
            Dilation = window.Dilation,
            Groups = window.Groups,
            Bias = false,
        };
        return shape.IsTransposed
            ? new ConvTranspose2d(shape.Channels, shape.Filters, shape.Kernel, options)
            : new Conv2d(shape.Channels, shape.Filters, shape.Kernel, options);
    }

    private static float[] Numbers(Random random, Shape shape)
        => [.. Enumerable.Range(0, shape.ElementCount).Select(_ => random.NextSingle() - 0.5f)];
}
