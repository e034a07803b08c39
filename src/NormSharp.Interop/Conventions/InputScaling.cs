namespace NormSharp.Interop;

/// <summary>y = (x − mean)/deviation, channel by channel: how pixels become a network's input.</summary>
/// <param name="Mean">One for each channel, in the unit of x.</param>
/// <param name="Deviation">One for each channel, in the unit of x; not 0.</param>
public sealed record InputScaling(IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation);
