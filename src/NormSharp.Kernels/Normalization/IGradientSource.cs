namespace NormSharp.Kernels.Normalization;

/// <summary>Where a loop over planes has dy from: memory, as everything else, or registers.</summary>
/// <typeparam name="TLanes">How the loop reads and writes a vector then.</typeparam>
internal interface IGradientSource<TLanes>
    where TLanes : struct, ILaneAccess
{
    /// <summary>Access to a vector.</summary>
    /// <param name="place">Floats from the plane's start to it.</param>
    TLanes At(nint place);

    /// <summary>Goes on to the next plane of the loop.</summary>
    void Next();
}
