using System.Text.Json.Nodes;
using NormSharp.Autograd;

namespace NormSharp.Layers;

/// <summary>
/// Takes biases in front of batch normalization out of a network. The normalization subtracts the mean, and with it any bias that is constant
/// over the same values: γ·((Wx + b) − μ)/√(σ² + ε) + β = γ·(Wx − (μ − b))/√(σ² + ε) + β.
/// </summary>
/// <remarks>
/// In evaluation the running mean, from which the bias is subtracted, holds the result still to the rounding of float32; in training the bias had no influence, and its
/// gradient was zero. Absorbed are the biases of <see cref="Conv2d"/> and <see cref="Linear"/> directly in front of a <see cref="BatchNorm"/> in a <see cref="Sequential"/>. A
/// Linear is taken to give [N, features]: behind one that gives a sequence, dimension 1 is not the features. A layer with statistics of several domains is left alone.
/// </remarks>
public static class BiasAbsorption
{
    /// <summary>The layers whose bias is redundant: each with the batch normalization behind it.</summary>
    public static IReadOnlyList<RedundantBias> Find(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        List<(string Name, Module Module)> all = [.. model.NamedModules()];
        HashSet<Module> once = [.. all.GroupBy(entry => entry.Module).Where(group => group.Count() == 1).Select(group => group.Key)];
        return [.. all
            .Where(entry => entry.Module is Sequential)
            .SelectMany(entry => InSequence((Sequential)entry.Module))
            .Where(pair => once.Contains(pair.Layer) && once.Contains(pair.Normalization))];
    }

    /// <summary>The same network without redundant biases; the given model is left alone.</summary>
    /// <param name="model">The network.</param>
    /// <param name="absorbed">The layers that lost their bias.</param>
    /// <exception cref="NotSupportedException">A layer does not describe itself.</exception>
    public static Module Absorb(Module model, out IReadOnlyList<RedundantBias> absorbed)
    {
        absorbed = Find(model);
        var tree = new ArchitectureTree(model);
        foreach (RedundantBias bias in absorbed)
        {
            JsonObject settings = tree.Find(bias.Layer.Path)
                ?? throw new NotSupportedException($"layer {bias.Layer.Path} does not stand in the description of the model under its name");
            settings["bias"] = false;
        }

        Module result = tree.Build();
        ModelRewriting.CopyState(model, result);
        result.Train(model.IsTraining);
        Dictionary<string, Module> layers = result.NamedModules().ToDictionary(entry => entry.Name, entry => entry.Module);
        foreach (RedundantBias bias in absorbed)
        {
            Subtract((BatchNorm)layers[bias.Normalization.Path], bias.Values);
        }

        return result;
    }

    private static void Subtract(BatchNorm normalization, Parameter bias)
    {
        // Without running statistics the batch's own mean takes the bias away, in evaluation too.
        if (normalization.RunningMean is not null)
        {
            Span<float> mean = normalization.RunningMean.AsSpan();
            for (int c = 0; c < mean.Length; c++)
            {
                mean[c] -= bias.AsSpan()[c];
            }
        }
    }

    private static IEnumerable<RedundantBias> InSequence(Sequential sequence)
    {
        for (int i = 0; i + 1 < sequence.Layers.Count; i++)
        {
            Parameter? bias = sequence.Layers[i] switch
            {
                Conv2d convolution => convolution.Bias,
                Linear linear => linear.Bias,
                _ => null,
            };
            bool isLinear = sequence.Layers[i] is Linear;
            if (bias is not null
                && sequence.Layers[i + 1] is BatchNorm normalization and not DomainBatchNorm
                && normalization.Channels == bias.Length
                && (normalization.Options.Axis == 1 || (isLinear && normalization.Options.Axis == -1)))
            {
                yield return new RedundantBias(sequence.Layers[i], normalization, bias);
            }
        }
    }
}
