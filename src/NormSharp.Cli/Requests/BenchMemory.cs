using NormSharp.Cli.Failures;
using NormSharp.Data;
using NormSharp.Graphs;
using NormSharp.Layers;

namespace NormSharp.Cli.Requests;

/// <summary>Refuses batches whose activations cannot fit into memory.</summary>
internal static class BenchMemory
{
    /// <summary>Throws when a batch is too large.</summary>
    /// <exception cref="UsageException">It is, or the model does not take the images.</exception>
    public static void Check(Module model, ImageShape shape, int batchSize, bool gradients)
    {
        ModelSummary summary;
        try
        {
            summary = ModelSummary.Of(model, [1, shape.Channels, shape.Height, shape.Width]);
        }
        catch (LayerException exception)
        {
            throw new UsageException($"the model does not take images of {shape}: {exception.Message}", exception);
        }

        // Without gradients only two neighbouring layers are in memory at once.
        double numbers = gradients
            ? (double)summary.ActivationBytes / sizeof(float)
            : summary.Rows.Max(row => (double)row.ActivationBytes / sizeof(float));
        MemoryNeed.Check($"--batch-size {batchSize}", batchSize * (numbers + shape.Length));
        MemoryNeed.CheckTensor(
            $"--batch-size {batchSize}", batchSize * summary.Rows.Max(row => (double)row.ActivationBytes / sizeof(float)));
    }
}
