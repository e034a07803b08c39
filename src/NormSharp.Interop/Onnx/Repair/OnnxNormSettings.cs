using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Export;
using NormSharp.Serialization;
using OnnxSchema;

namespace NormSharp.Interop.Onnx.Repair;

/// <summary>Rewrites the attributes <c>epsilon</c> and <c>momentum</c> of batch normalizations; every other byte of a node stays.</summary>
internal static class OnnxNormSettings
{
    private const string Operator = "BatchNormalization";
    private const int Scale = 1;

    /// <summary>Rewrites a file in place.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">ε and the weight of the old statistic of each node that is to be rewritten, by the name of its γ.</param>
    /// <exception cref="ModelFormatException">The file has no node of such a γ, or several.</exception>
    public static void Rewrite(string path, IReadOnlyDictionary<string, (double Epsilon, double OldWeight)> settings)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        foreach ((string gamma, (double epsilon, double old)) in settings)
        {
            NodeProto[] nodes =
                [.. model.Graph.Node.Where(node => node.OpType == Operator && node.Input.Count > Scale && node.Input[Scale] == gamma)];
            if (nodes is not [var node])
            {
                throw Malformed.In(path, $"has {nodes.Length} nodes of {Operator} with γ '{Printable.Name(gamma)}', expected 1");
            }

            Set(node, "epsilon", (float)epsilon);
            Set(node, "momentum", (float)old);
        }

        OnnxWriter.Save(path, model);
    }

    private static void Set(NodeProto node, string name, float value)
    {
        AttributeProto? attribute = node.Attribute.FirstOrDefault(attribute => attribute.Name == name);
        if (attribute is null)
        {
            node.Attribute.Add(OnnxAttributes.Of(name, value));
        }
        else
        {
            attribute.F = value;
        }
    }
}
