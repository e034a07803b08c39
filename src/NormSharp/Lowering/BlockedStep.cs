using NormSharp.Kernels.Blocked;
using NormSharp.Primitives;

namespace NormSharp.Lowering;

/// <summary>The layouts of a step on blocked images, and what was fused into it.</summary>
/// <param name="Inputs">How its inputs lie.</param>
/// <param name="Output">How its output lies.</param>
/// <param name="Residual">How what is added lies; null for nothing.</param>
/// <param name="Activation">What is applied at the end.</param>
internal sealed record BlockedStep(
    IReadOnlyList<BlockedLayout> Inputs, BlockedLayout Output, BlockedLayout? Residual, Activation Activation);
