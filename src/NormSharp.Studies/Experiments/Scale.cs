using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Studies.Experiments;

/// <summary>Multiplies everything by one number.</summary>
internal sealed class Scale(float factor) : Module
{
    protected override Tensor OnForward(Tensor x) => x * factor;
}
