namespace NormSharp.Backends;

/// <summary>What bounds the correction of batch renormalization (Ioffe 2017, section 3).</summary>
/// <param name="Epsilon">ε, under the roots.</param>
/// <param name="RMax">r lies between 1/rMax and rMax; at least 1.</param>
/// <param name="DMax">d lies between −dMax and dMax; at least 0.</param>
internal readonly record struct RenormLimits(double Epsilon, double RMax, double DMax);
