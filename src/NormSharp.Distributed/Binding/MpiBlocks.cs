namespace NormSharp.Distributed;

/// <summary>Blocks of pinned memory, one a rank.</summary>
/// <param name="Memory">Where the memory begins.</param>
/// <param name="Lengths">Bytes of each block.</param>
/// <param name="Places">Where each begins, in bytes.</param>
internal readonly record struct MpiBlocks(nint Memory, nint Lengths, nint Places);
