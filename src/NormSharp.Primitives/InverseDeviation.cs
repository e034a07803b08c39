namespace NormSharp.Primitives;

/// <summary>What values are multiplied with to have a deviation of 1.</summary>
internal static class InverseDeviation
{
    /// <summary>
    /// 1/√v; 0 where v = variance + ε is 0, as PyTorch has it: a constant channel, whose values are all 0 once they are centred, stays 0
    /// instead of becoming 0·∞.
    /// </summary>
    public static double Of(double variance) => variance == 0 ? 0 : 1 / Math.Sqrt(variance);
}
