using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Interop;
using NormSharp.Interop.Onnx;
using NormSharp.Interop.Onnx.Networks;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;
using NormSharp.Training;

namespace NormSharp.Fuzz.Targets;

/// <summary>Readers of models. One that is accepted computes, or says that it cannot.</summary>
internal static class ModelTargets
{
    private const int MostPixels = 1 << 16;
    private const int MostActivations = 1 << 21;

    /// <summary>A model that is accepted computes finite numbers, or says that it cannot.</summary>
    public static void ReadModel(string path)
    {
        SavedModel saved = ModelFile.Load(path);
        if (ModelInput.Load(path, saved.Metadata) is { } input
            && input.Shape.Length <= MostPixels
            && IsSmall(saved.Module, [1, input.Shape.Channels, input.Shape.Height, input.Shape.Width]))
        {
            using var backend = new CpuBackend(1);
            new Predictor(saved.Module, input, backend).Predict(new byte[input.Shape.Length]);
        }
    }

    /// <summary>What needs more memory than is there for a test is left to the limit of the commands.</summary>
    private static bool IsSmall(Module module, params IReadOnlyList<Shape> inputs)
    {
        try
        {
            return ModelSize.Of(module.Describe(), inputs).Activations <= MostActivations;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    public static void ReadOnnx(string path)
    {
        ReadTensors(path);
        using OnnxFile file = OnnxFile.Open(path);
        OnnxImport import = OnnxNetwork.Import(file);
        StateCheck.ThrowIfAny(path, import.Network);
        Shape[] shapes = [.. import.Inputs.Select(input => input.Shapes.First)];
        if (shapes.Sum(shape => (long)shape.ElementCount) <= MostPixels && IsSmall(import.Network, shapes))
        {
            Compute(import.Network, shapes);
        }
    }

    public static void ReadKeras(string path)
    {
        ReadTensors(path);
        Network network = NetworkFiles.Load(path);
        StateCheck.ThrowIfAny(path, network);
        Shape shape = [1, 1, Samples.Size, Samples.Size];
        if (IsSmall(network, shape))
        {
            Compute(network, [shape]);
        }
    }

    private static void Compute(Network network, Shape[] shapes)
    {
        using var backend = new CpuBackend(1);
        using var tape = new Tape(backend, gradients: false);
        network.Forward(
            [.. shapes.Select(shape => tape.Input(new float[shape.ElementCount], shape))], new Tensor[network.OutputNames.Count]);
    }

    public static void ReadTensors(string path)
    {
        using StateFile file = StateFiles.Open(path);
        foreach (NamedTensor tensor in file.Tensors)
        {
            if (tensor.ElementType != Interop.ElementType.Opaque)
            {
                tensor.ReadBytes();
            }
        }
    }
}
