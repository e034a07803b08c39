using System.Runtime.InteropServices;
using Google.Protobuf;
using NormSharp.Interop.Files;
using NormSharp.Serialization;
using OnnxSchema;

namespace NormSharp.Interop.Onnx.Repair;

/// <summary>
/// Rewrites batch normalizations that were left in training mode: the node loses its mode and its further outputs, and normalizes by the
/// mean and variance that it is given.
/// </summary>
internal static class OnnxTrainingNodes
{
    private const string Operator = "BatchNormalization";
    private const string Mode = "training_mode";
    private const int Scale = 1;
    private const int Mean = 3;
    private const int Variance = 4;
    private const int FloatType = 1;

    /// <summary>Rewrites a file in place.</summary>
    /// <param name="path">The file.</param>
    /// <param name="statistics">Mean and variance of each node that is to be rewritten, by the name of its scale (γ).</param>
    /// <returns>How many nodes were rewritten.</returns>
    /// <exception cref="ModelFormatException">
    /// A node's statistics are computed or used elsewhere in the graph, or it has none of that name.
    /// </exception>
    public static int Rewrite(string path, IReadOnlyDictionary<string, (float[] Mean, float[] Variance)> statistics)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        int rewritten = 0;
        foreach (NodeProto node in model.Graph.Node.Where(node => node.OpType == Operator && node.Input.Count > Variance))
        {
            if (statistics.TryGetValue(node.Input[Scale], out (float[] Mean, float[] Variance) values))
            {
                Rewrite(path, model.Graph, node, values);
                rewritten++;
            }
        }

        if (rewritten < statistics.Count)
        {
            throw Malformed.In(path, $"has {rewritten} nodes of {Operator} to rewrite, expected {statistics.Count}");
        }

        AtomicFile.Write(path, model.WriteTo);
        return rewritten;
    }

    private static void Rewrite(string path, GraphProto graph, NodeProto node, (float[] Mean, float[] Variance) values)
    {
        foreach (string output in node.Output.Skip(1).Where(name => name.Length > 0))
        {
            // Exporters name the carried statistics as outputs of the graph, where nothing else reads them.
            if (graph.Node.Any(other => other != node && other.Input.Contains(output)))
            {
                throw Malformed.In(
                    path, $"uses the running statistics of '{Printable.Name(node.Name)}' elsewhere ('{Printable.Name(output)}'), so that "
                        + "the node cannot be rewritten");
            }

            foreach (ValueInfoProto value in graph.Output.Where(value => value.Name == output).ToArray())
            {
                graph.Output.Remove(value);
            }
        }

        while (node.Output.Count > 1)
        {
            node.Output.RemoveAt(node.Output.Count - 1);
        }

        foreach (AttributeProto mode in node.Attribute.Where(attribute => attribute.Name is Mode or "is_test").ToArray())
        {
            node.Attribute.Remove(mode);
        }

        Fill(path, graph, node.Input[Mean], values.Mean);
        Fill(path, graph, node.Input[Variance], values.Variance);
    }

    private static void Fill(string path, GraphProto graph, string name, float[] values)
    {
        TensorProto tensor = graph.Initializer.FirstOrDefault(tensor => tensor.Name == name)
            ?? throw Malformed.In(path, $"computes '{Printable.Name(name)}', so that it cannot be changed");
        if (graph.Node.Sum(node => node.Input.Count(input => input == name)) > 1)
        {
            throw Malformed.In(path, $"uses '{Printable.Name(name)}' in several places, so that it cannot be changed");
        }

        // A new one: the old may hold its numbers in whatever form.
        graph.Initializer[graph.Initializer.IndexOf(tensor)] = new TensorProto
        {
            Name = name,
            Dims = { values.Length },
            DataType = FloatType,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
        };
    }
}
