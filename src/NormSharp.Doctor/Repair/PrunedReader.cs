using NormSharp.Layers;

namespace NormSharp.Diagnosis.Repair;

/// <summary>A layer with weights that reads a pruned channel.</summary>
/// <param name="Layer">The convolution or linear layer.</param>
/// <param name="Features">How many of its inputs a channel is: more than 1 after flattening.</param>
/// <param name="Added">What the pruned channels add to each of its outputs, whatever the input.</param>
internal sealed record PrunedReader(Module Layer, int Features, double[] Added);
