using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Model;
using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Interop.Onnx.Networks.Operators;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks;

/// <summary>Makes a network of the house from an ONNX graph: each node becomes layers, or is computed at once where all is known.</summary>
internal static class OnnxNetwork
{
    /// <summary>Operators of a graph that no layer stands for, each once.</summary>
    public static IReadOnlyList<string> Unsupported(OnnxGraph graph)
        => [
            .. graph.Nodes.Where(node => !OnnxOperatorTable.Knows(node)).Select(node => Printable.Name(node.Operator)).Distinct().Order(
                StringComparer.Ordinal)];

    /// <summary>The network of a file, as far as possible for any size of what the file leaves open.</summary>
    /// <exception cref="ModelFormatException">An operator or a setting of one is not supported; the message names the node.</exception>
    public static Network Read(OnnxFile file) => Import(file).Network;

    /// <summary>The same with what the file says of inputs and outputs, and which of its numbers went where.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static OnnxImport Import(OnnxFile file)
    {
        try
        {
            return Import(file, OnnxGiven.Nothing);
        }
        catch (OnnxUnsupportedException error)
        {
            throw Malformed.In(file.Path, error.Message, error);
        }
    }

    /// <summary>The network of a file for what is known of its inputs.</summary>
    /// <exception cref="OnnxUnsupportedException">
    /// An operator or a setting of one is not supported, or more has to be known of the inputs; the message names the node.
    /// </exception>
    public static OnnxImport Import(OnnxFile file, OnnxGiven given) => UndrawnValues.Make(() => Opened(file, given));

    private static OnnxImport Opened(OnnxFile file, OnnxGiven given)
    {
        var open = new OnnxExtents(isBatchOpen: true);
        try
        {
            return Import(file, given, open);
        }
        catch (Exception error) when (error is OnnxUnfixedException || (error is OnnxUnsupportedException && !open.AllFixed))
        {
            try
            {
                return Import(file, given, new OnnxExtents(isBatchOpen: false));
            }
            catch (OnnxUnfixedException unfixed)
            {
                throw new OnnxUnsupportedException(
                    OnnxObstacle.Setting,
                    $"has dimensions that are not fixed, and {unfixed.Message}; give the shapes of the inputs");
            }
        }
    }

    private static OnnxImport Import(OnnxFile file, OnnxGiven given, OnnxExtents extents)
    {
        var known = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
        while (true)
        {
            try
            {
                return Import(file, given, extents, known);
            }
            catch (OnnxInputNeededException needed)
            {
                string[] found = [.. needed.Inputs.Where(given.Numbers.ContainsKey)];
                if (found.Length == 0 || found.Length < needed.Inputs.Count)
                {
                    throw new OnnxUnsupportedException(OnnxObstacle.Setting, needed.Message);
                }

                foreach (string input in found)
                {
                    known.Add(input, given.Numbers[input].Renamed(input));
                }
            }
        }
    }

    private static OnnxImport Import(
        OnnxFile file, OnnxGiven given, OnnxExtents extents, IReadOnlyDictionary<string, NamedTensor> known)
    {
        OnnxGraph graph = file.Model.Graph;
        ThrowIfTwice("input", graph.Inputs);
        ThrowIfTwice("output", graph.Outputs);
        try
        {
            OnnxOperand[] inputs = [.. graph.Inputs.Where(input => !known.ContainsKey(input.Name)).Select(Input)];
            var assembly = new OnnxAssembly(file.Tensors.Concat(known.Values), inputs);
            foreach (OnnxNode node in graph.Nodes)
            {
                IReadOnlyList<OnnxOperand?> outputs = OnnxOperatorTable.Add(new OnnxCall(assembly, node));
                for (int i = 0; i < Math.Min(outputs.Count, node.Outputs.Count); i++)
                {
                    if (outputs[i] is { } output)
                    {
                        assembly.Set(node.Outputs[i], output);
                    }
                }
            }

            OnnxOperand[] results = [.. graph.Outputs.Select(output => assembly.Find(output.Name))];
            if (given.Shapes.Count == 0)
            {
                Check(graph, results);
            }

            Network network = assembly.Build([.. graph.Outputs.Zip(results, (output, result) => (Printable.Name(output.Name), result))]);
            return new OnnxImport(
                network,
                [.. inputs.Select(input => new OnnxPort(input.Name, input.Type, input.Shapes))],
                [.. graph.Outputs.Zip(results, (output, result) => new OnnxPort(output.Name, result.Type, result.Shapes))],
                [.. known.Keys])
            {
                Origins = assembly.OriginsIn(network),
            };
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            throw new OnnxUnsupportedException(OnnxObstacle.Setting, $"cannot be made a network: {ErrorLine.Of(error)}");
        }

        OnnxOperand Input(OnnxValue input)
        {
            OnnxTypeCheck.ThrowUnlessNumbers(input.ElementType, $"its input '{Printable.Name(input.Name)}'");
            return OnnxOperand.Input(
                input.Name,
                input.ElementType,
                given.Shapes.TryGetValue(input.Name, out Shape shape) ? new OnnxShapes(shape) : extents.Of(input));
        }
    }

    private static void ThrowIfTwice(string what, IReadOnlyList<OnnxValue> values)
    {
        if (values.GroupBy(value => value.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new OnnxUnsupportedException(OnnxObstacle.Setting, $"has two {what}s of the name '{Printable.Name(twice.Key)}'");
        }
    }

    /// <summary>What comes out has to have the extents that the file says.</summary>
    private static void Check(OnnxGraph graph, OnnxOperand[] results)
    {
        foreach ((OnnxValue output, OnnxOperand result) in graph.Outputs.Zip(results))
        {
            if (output.Shape is { } said && (said.Count != result.Rank || said.Zip(result.Shape).Any(pair => pair.First.Size is { } size
                && size != pair.Second)))
            {
                throw new OnnxUnsupportedException(
                    OnnxObstacle.Setting,
                    $"gives '{Printable.Name(output.Name)}' {result.Shapes} as a network, but says that it is [{string.Join(", ", said)}]; "
                    + "one of its operators is not read rightly");
            }
        }
    }
}
