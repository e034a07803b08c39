using NormSharp.Data;

namespace NormSharp.Profiling;

/// <summary>A way to compute a trained network's logits.</summary>
internal interface IInference : IDisposable
{
    /// <summary>Computes the outputs of a batch, of whatever kind, and leaves them.</summary>
    /// <param name="batch">The images.</param>
    void Forward(ImageBatch batch);

    /// <summary>Finds the most likely class of each image of a batch.</summary>
    /// <param name="batch">The images.</param>
    /// <param name="labels">Receives, for each image, where its largest logit stands.</param>
    void Classify(ImageBatch batch, Span<int> labels);
}
