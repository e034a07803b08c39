using System.Text.Json.Nodes;
using NormSharp.Layers;

namespace NormSharp.Models;

/// <summary>Gives a trained classifier a new last layer, so that it can learn other classes.</summary>
public static class NewHead
{
    /// <summary>
    /// The same network with a fresh last linear layer; weights, statistics and what is frozen are copied from the rest. The given model is
    /// left alone.
    /// </summary>
    /// <param name="model">
    /// A classifier whose last layer, in the order of its layers, is a <see cref="Linear"/> that gives the logits.
    /// </param>
    /// <param name="classes">How many classes the new one tells apart, at least 2.</param>
    /// <param name="seed">What the new layer's values are drawn from.</param>
    /// <exception cref="ArgumentException">There are fewer than 2 classes, or the last layer with parameters is not linear.</exception>
    /// <exception cref="NotSupportedException">A layer does not describe itself.</exception>
    public static Module Create(Module model, int classes, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (classes < 2)
        {
            throw new ArgumentException($"a classifier tells at least 2 classes apart; {classes} were asked for");
        }

        (string path, Module head) = model.NamedModules()
            .LastOrDefault(entry => !entry.Module.Children.Any() && entry.Module.NamedParameters().Any());
        var tree = new ArchitectureTree(model);
        if (head is not Linear || tree.Find(path) is not JsonObject settings)
        {
            throw new ArgumentException(
                $"{(head is null ? "the model has no parameters" : $"the last layer with parameters, {path}, is {head}")}; a new head "
                    + "takes the place of a Linear");
        }

        settings["out_features"] = classes;
        Module result = tree.Build();
        result.Initialize(seed);
        Module newHead = result.NamedModules().Single(entry => entry.Name == path).Module;
        float[] weight = ((Linear)newHead).Weight.ToArray();
        float[]? bias = ((Linear)newHead).Bias?.ToArray();
        ModelRewriting.CopyState(model, result);

        // A head of the same size has been copied too; its values are to be new all the same.
        weight.CopyTo(((Linear)newHead).Weight.AsSpan());
        bias?.CopyTo(((Linear)newHead).Bias!.AsSpan());
        newHead.Freeze(false);
        return result;
    }
}
