using NormSharp.Autograd;
using NormSharp.Layers;

namespace NormSharp.Transforms;

/// <summary>A bias that the batch normalization after it cancels.</summary>
/// <param name="Layer">The convolution or linear layer that has the bias.</param>
/// <param name="Normalization">The batch normalization after it.</param>
/// <param name="Values">The bias.</param>
internal sealed record RedundantBias(Module Layer, BatchNorm Normalization, Parameter Values);
