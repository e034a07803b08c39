using System.Security.Cryptography;
using System.Text;
using NormSharp.Backends;
using NormSharp.Graphs;

namespace NormSharp.Inference;

/// <summary>Which of two layouts of its images a network is faster in: in blocks of channels, the usual one, or in plain order.</summary>
internal static class PlanLayout
{
    private const string Blocks = "blocks";
    private const string Plain = "plain";

    /// <summary>The plan in the layout that is known to be faster, or is found to be; each is tuned by itself.</summary>
    /// <param name="tuning">What is known.</param>
    /// <param name="tuner">What measures.</param>
    /// <param name="network">What computes the network, and its sizes.</param>
    /// <param name="make">Makes the plan: in blocks, or not.</param>
    public static InferencePlan Choose(
        PlanTuning tuning, PlanTuner tuner, (Backend Backend, ModelGraph Graph, int BatchSize) network, Func<bool, InferencePlan> make)
    {
        StepChoice choice = StepChoice.Of(ProblemOf(network.Graph, network.BatchSize), [Blocks, Plain], triesAlone: false);
        if (tuning.Find(network.Backend, choice) is { } known)
        {
            return make(known.Algorithm == Blocks);
        }

        InferencePlan blocks = make(true);
        InferencePlan plain = make(false);
        var whole = new TunableStep(choice, setting => setting.Algorithm == Blocks ? blocks.RunOnZeros : plain.RunOnZeros);
        bool keepsBlocks = tuning.Tune(network.Backend, [whole], tuner).Of(choice.Problem).Algorithm == Blocks;
        (keepsBlocks ? plain : blocks).Dispose();
        return keepsBlocks ? blocks : plain;
    }

    /// <summary>The network's layers and shapes, by a hash: weights do not matter.</summary>
    private static string ProblemOf(ModelGraph graph, int batchSize)
    {
        var text = new StringBuilder();
        foreach (GraphNode node in graph.Nodes)
        {
            text.Append(node.Layer).Append(' ').Append(node.Output.Shape).Append('\n');
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));
        return FormattableString.Invariant($"layout of {graph.Nodes.Count} layers {hash}, batch {batchSize}");
    }
}
