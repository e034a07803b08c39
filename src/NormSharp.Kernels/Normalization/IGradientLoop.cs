using NormSharp.Kernels.Parallel;

namespace NormSharp.Kernels.Normalization;

/// <summary>In which order the two passes of a gradient go over the columns.</summary>
internal interface IGradientLoop
{
    /// <summary>Runs the reduction, the step between and the map for every column.</summary>
    void Run<TReduction, TMap>(
        ThreadTeam team, ReductionTiling tiling, ReductionBody<TReduction> reduction, GradientStep step, MapBody<TMap> map)
        where TReduction : unmanaged, IChannelTerm
        where TMap : unmanaged, IChannelTerm;
}
