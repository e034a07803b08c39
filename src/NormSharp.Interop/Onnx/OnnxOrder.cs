using NormSharp.Interop.Files;
using OnnxSchema;

namespace NormSharp.Interop.Onnx;

/// <summary>
/// Puts nodes into an order in which each comes after those that it reads. The standard asks for that; some files do not keep it.
/// </summary>
internal static class OnnxOrder
{
    /// <param name="path">The file, for messages.</param>
    /// <param name="nodes">The nodes of a graph.</param>
    /// <param name="known">Inputs, initializers and outer values; joined by what the nodes compute.</param>
    /// <exception cref="Serialization.ModelFormatException">A value is computed twice, missing, or its own ancestor.</exception>
    public static List<NodeProto> Sort(string path, IReadOnlyList<NodeProto> nodes, HashSet<string> known)
    {
        var makers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string output in nodes[i].Output.Where(output => output.Length > 0))
            {
                if (known.Contains(output) || !makers.TryAdd(output, i))
                {
                    throw Malformed.In(path, $"computes the value '{Printable.Name(output)}' twice; it is damaged");
                }
            }
        }

        List<int>[] readers = new List<int>[nodes.Count];
        int[] missing = new int[nodes.Count];
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string input in nodes[i].Input.Where(input => input.Length > 0 && !known.Contains(input)))
            {
                if (!makers.TryGetValue(input, out int maker))
                {
                    throw Malformed.In(
                        path,
                        $"its node '{Printable.Name(nodes[i].Name)}' reads '{Printable.Name(input)}', which nothing gives; it is damaged");
                }

                (readers[maker] ??= []).Add(i);
                missing[i]++;
            }
        }

        // The file's order is kept where it is one.
        var ready = new PriorityQueue<int, int>(Enumerable.Range(0, nodes.Count).Where(i => missing[i] == 0).Select(i => (i, i)));
        var order = new List<NodeProto>(nodes.Count);
        while (ready.TryDequeue(out int node, out _))
        {
            order.Add(nodes[node]);
            foreach (int reader in readers[node] ?? [])
            {
                if (--missing[reader] == 0)
                {
                    ready.Enqueue(reader, reader);
                }
            }
        }

        if (order.Count < nodes.Count)
        {
            int circular = Array.FindIndex(missing, count => count > 0);
            throw Malformed.In(
                path, $"its node '{Printable.Name(nodes[circular].Name)}' reads what is computed from its own output; it is damaged");
        }

        known.UnionWith(makers.Keys);
        return order;
    }
}
