using System.Text.Json.Nodes;
using NormSharp.Layers;

namespace NormSharp.Diagnosis.Repair;

/// <summary>A copy of a model with some settings of some layers changed.</summary>
internal static class Rewriting
{
    /// <summary>Changes the settings of the layers at some paths.</summary>
    public static Module Settings(Module model, HashSet<string> layers, Action<JsonObject> change)
    {
        var tree = new ArchitectureTree(model);
        foreach (string path in tree.Paths.Where(layers.Contains))
        {
            change(tree.Find(path)!);
        }

        Module copy = tree.Build();
        ModelRewriting.CopyState(model, copy);
        copy.Evaluate();
        return copy;
    }
}
