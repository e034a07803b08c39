using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers.Catalog;

/// <summary>What is said of a layer's memory before it is made is not less than what its tensors and its kernels' scratch take.</summary>
public sealed class MemoryNeedTests
{
    // Storages are rounded up: by an eighth, and to 64 numbers.
    private const double Rounding = 1.125;
    private const long Small = 64 * sizeof(float) * 24;
    private const int Batch = 64;

    public static TheoryData<string> Samples => [.. SampleLayers.All.Keys];

    [Theory]
    [MemberData(nameof(Samples))]
    public void No_layer_takes_more_than_is_said(string name)
    {
        (Func<Module> make, Shape[] inputs) = SampleLayers.All[name];
        Module layer = make();
        layer.Evaluate();
        Shape[] many = [.. inputs.Select(shape => shape.Rank > 1 ? shape.With(0, shape[0] * Batch) : shape)];
        inputs = Measure(layer, many) is null ? inputs : many;
        (long found, long said) = Measure(layer, inputs)!.Value;
        Expect.True(
            found <= (Rounding * said) + Small,
            $"{name} of {string.Join(", ", inputs)}: {said} bytes are said, {found} were taken");
    }

    private static (long Found, long Said)? Measure(Module layer, Shape[] inputs)
    {
        try
        {
            ModelSize size = ModelSize.Of(layer.Describe(), inputs);
            using var backend = new CpuBackend(1);
            using var tape = new Tape(backend, gradients: false);
            Tensor[] operands = [.. inputs.Select(shape => tape.Input(new float[shape.ElementCount], shape))];
            layer.Forward(operands);
            long given = inputs.Sum(shape => (long)shape.ElementCount);
            return (backend.MostBytes + backend.ScratchBytes, sizeof(float) * (given + size.Activations + size.Scratch));
        }
        catch (Exception error) when (error is LayerException or FormatException)
        {
            return null;
        }
    }
}
