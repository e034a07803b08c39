using NormSharp.Autograd;
using NormSharp.Data;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>A loaded batch as the engine takes it.</summary>
internal static class BatchTensors
{
    /// <summary>The images as a constant [N, C, H, W] on a tape.</summary>
    public static Tensor OnTape(this ImageBatch batch, Tape tape) =>
        tape.Input(batch.ValidPixels, [batch.Count, batch.Shape.Channels, batch.Shape.Height, batch.Shape.Width]);
}
