using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks;

/// <summary>Runs a network that was made of a graph on tensors of the graph's types.</summary>
internal static class OnnxRun
{
    /// <summary>What the network gives.</summary>
    /// <param name="import">The network.</param>
    /// <param name="numbers">Its inputs by name; more may be given.</param>
    /// <exception cref="NormSharpException">An input is missing, or holds whole numbers that float32 does not.</exception>
    public static IReadOnlyList<NamedTensor> Run(OnnxImport import, IReadOnlyDictionary<string, NamedTensor> numbers)
    {
        Tensor[] inputs = [.. import.Inputs.Select(port => Input(port, numbers.GetValueOrDefault(port.Name)))];
        var outputs = new Tensor[import.Outputs.Count];
        import.Network.Forward(inputs, outputs);
        return [.. import.Outputs.Zip(outputs, Output)];
    }

    private static Tensor Input(OnnxPort port, NamedTensor? numbers)
    {
        string name = Printable.Name(port.Name);
        if (numbers is null)
        {
            throw new NormSharpException($"the network's input '{name}' is not given");
        }

        if (OnnxNumbers.Inexact(numbers) is { } value)
        {
            throw new OnnxUnsupportedException(
                OnnxObstacle.Setting, $"its input '{name}' holds {value}, and whole numbers are exact up to {OnnxNumbers.LargestExact}");
        }

        return Tensor.From(numbers.ReadSingle(), OnnxNumbers.ShapeOf(numbers));
    }

    private static NamedTensor Output(OnnxPort port, Tensor tensor)
    {
        float[] values = tensor.ToArray();
        double[] numbers = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            numbers[i] = values[i];
        }

        return OnnxNumbers.Of(port.Name, port.ElementType, tensor.Shape, numbers);
    }
}
