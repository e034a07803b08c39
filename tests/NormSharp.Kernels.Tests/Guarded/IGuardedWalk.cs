namespace NormSharp.Kernels.Tests.Guarded;

/// <summary>A family of kernels that is called with sizes drawn at random.</summary>
internal interface IGuardedWalk
{
    /// <summary>Calls every kernel of the family once, or those that accept the sizes drawn.</summary>
    void Run(GuardedCase c);
}
