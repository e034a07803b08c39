using NormSharp.Inference;
using NormSharp.Tensors;

namespace NormSharp.Tests.Inference;

/// <summary>What plans give.</summary>
internal static class PlanOutputs
{
    /// <summary>The outputs for a batch of any size; every number must be written.</summary>
    public static double[] Of(InferencePlan plan, Tensor x)
    {
        var output = new float[plan.OutputShape.ElementCount / plan.BatchSize * x.Shape[0]];
        Array.Fill(output, float.NaN);
        plan.Run(x.AsSpan(), output);
        return [.. output.Select(value => (double)value)];
    }
}
