using NormSharp.Interop.Comparison;
using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Model;
using NormSharp.Interop.Onnx.Networks;
using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Suites;

/// <summary>
/// One test in the layout of ONNX's own: <c>model.onnx</c>, and <c>test_data_set_N</c> with <c>input_*.pb</c> and <c>output_*.pb</c>.
/// </summary>
internal static class OnnxTestFolder
{
    public const string Model = "model.onnx";
    public const string DataSets = "test_data_set_";

    /// <summary>Runs a test: makes the network for the shapes of its inputs, and compares what it gives.</summary>
    /// <param name="name">What the test is called.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="tolerance">For real numbers.</param>
    public static OnnxTestResult Run(string name, string folder, Tolerance tolerance)
    {
        var result = new OnnxTestResult(name, OnnxOutcome.Passed);
        try
        {
            using OnnxFile file = OnnxFile.Open(Path.Combine(folder, Model));
            result = result with
            {
                Opset = file.Model.Opsets.GetValueOrDefault(string.Empty),
                Operators = [.. file.Model.Graph.Nodes.Select(node => node.Operator).Distinct().Order(StringComparer.Ordinal)],
            };
            string[] sets = [.. Directory.GetDirectories(folder, $"{DataSets}*").Order(StringComparer.Ordinal)];
            if (sets.Length == 0)
            {
                return result with { Outcome = OnnxOutcome.Failed, Detail = $"there is no folder {DataSets}0 with inputs and outputs" };
            }

            foreach (string set in sets)
            {
                if (Compare(file, set, tolerance) is { } problem)
                {
                    return result with { Outcome = OnnxOutcome.Failed, Detail = problem };
                }
            }

            return result;
        }
        catch (OnnxUnsupportedException error)
        {
            return result with { Outcome = OnnxOutcome.NotSupported, Detail = Printable.Message(error.Message), Reason = error.Reason };
        }
        catch (Exception error) when (error is NormSharpException or ArgumentException or InvalidOperationException
            or NotSupportedException or IndexOutOfRangeException or NullReferenceException or OverflowException)
        {
            return result with { Outcome = OnnxOutcome.Failed, Detail = $"{error.GetType().Name}: {ErrorLine.Of(error)}" };
        }
    }

    private static string? Compare(OnnxFile file, string set, Tolerance tolerance)
    {
        OnnxGraph graph = file.Model.Graph;
        var numbers = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
        for (int i = 0; i < graph.Inputs.Count; i++)
        {
            string path = Path.Combine(set, $"input_{i}.pb");
            if (File.Exists(path))
            {
                OnnxTypeCheck.ThrowUnlessNumbers(graph.Inputs[i].ElementType, $"its input '{Printable.Name(graph.Inputs[i].Name)}'");
                numbers.Add(graph.Inputs[i].Name, Read(path, graph.Inputs[i]));
            }
        }

        OnnxImport import = OnnxNetwork.Import(file, OnnxGiven.Of(numbers));
        IReadOnlyList<NamedTensor> found = OnnxRun.Run(import, numbers);
        for (int i = 0; i < found.Count; i++)
        {
            string path = Path.Combine(set, $"output_{i}.pb");
            if (File.Exists(path) && TensorComparison.Of(Read(path, graph.Outputs[i]), found[i], tolerance).Problem is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>A tensor of a data set. NumPy has no bfloat16: the standard's files hold its bits as uint16.</summary>
    private static NamedTensor Read(string path, OnnxValue value)
    {
        NamedTensor tensor = TensorFiles.Read(path);
        return value.ElementType == ElementType.BFloat16 && tensor.ElementType == ElementType.UInt16
            ? new NamedTensor(tensor.Name, ElementType.BFloat16, [.. tensor.Shape], tensor.Content)
            : tensor;
    }
}
