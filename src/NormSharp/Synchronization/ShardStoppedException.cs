namespace NormSharp.Synchronization;

/// <summary>Another shard of this rank has failed, and what it threw is what the caller gets.</summary>
internal sealed class ShardStoppedException() : NormSharpException("another shard of this rank has failed");
