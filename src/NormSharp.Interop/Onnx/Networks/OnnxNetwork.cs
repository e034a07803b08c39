using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Model;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks;

/// <summary>Makes a network of the house from an ONNX graph: each node a layer.</summary>
internal static class OnnxNetwork
{
    private static readonly Lock Registration = new();
    private static bool s_isRegistered;

    /// <summary>Operators of a graph that no layer stands for, each once.</summary>
    public static IReadOnlyList<string> Unsupported(OnnxGraph graph)
        => [
            .. graph.Nodes.Where(node => !OnnxOperators.Knows(node)).Select(node => Printable.Name(node.Operator)).Distinct().Order(
                StringComparer.Ordinal)];

    /// <exception cref="ModelFormatException">An operator or a setting of one is not supported; the message names the node.</exception>
    public static Network Read(OnnxFile file)
    {
        Register();
        OnnxGraph graph = file.Model.Graph;
        var values = new OnnxValues(file.Path, graph, file.Tensors);
        try
        {
            foreach (OnnxNode node in graph.Nodes.Where(node => node is not { Operator: "Constant", Domain: "" } && !values.Folds(node)))
            {
                values.Set(node.Outputs.FirstOrDefault() ?? string.Empty, OnnxOperators.Add(new OnnxCall(file.Path, node, values)));
            }

            Network network = values.Builder.Build(
                [.. graph.Outputs.Select(output => (Printable.Name(output.Name), values.Find(output.Name)))]);
            network.Evaluate();
            Check(file.Path, network, graph);
            return network;
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            throw Malformed.In(file.Path, $"cannot be made a network: {ErrorLine.Of(error)}", error);
        }
    }

    /// <summary>Runs a network of one input on zeros: what comes out has to have the extents that the file says, the batch apart.</summary>
    private static void Check(string path, Network network, OnnxGraph graph)
    {
        IReadOnlyList<OnnxDimension>? shape = graph.Inputs.Count == 1 ? graph.Inputs[0].Shape : null;
        if (shape is not { Count: > 1 } || graph.Outputs.Count != 1
            || shape.Skip(1).Any(dimension => dimension.Size is not (> 0 and < 1 << 12))
                || shape.Skip(1).Aggregate(1.0, (size, d) => size * d.Size!.Value) > 1 << 24)
        {
            return;
        }

        Shape found = network.Forward(Tensor.Zeros([1, .. shape.Skip(1).Select(dimension => (int)dimension.Size!.Value)])).Shape;
        IReadOnlyList<OnnxDimension>? said = graph.Outputs[0].Shape;
        if (said is not null
            && (
                said.Count != found.Rank
                    || said.Skip(1).Zip(found.Skip(1)).Any(pair => pair.First.Size is { } size && size != pair.Second)))
        {
            throw Malformed.In(
                path,
                $"gives {found} as a network, but says that it gives [{string.Join(", ", said)}]; one of its operators is not read "
                + "rightly");
        }
    }

    private static void Register()
    {
        lock (Registration)
        {
            if (!s_isRegistered)
            {
                LayerCatalog.Register(LogSoftmax.Definition);
                s_isRegistered = true;
            }
        }
    }
}
