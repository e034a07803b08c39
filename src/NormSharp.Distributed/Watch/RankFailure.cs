namespace NormSharp.Distributed;

/// <summary>What the watch has seen happen to a rank.</summary>
/// <param name="Rank">Which.</param>
/// <param name="Problem">What happened to it, in one line without a full stop.</param>
internal sealed record RankFailure(int Rank, string Problem);
