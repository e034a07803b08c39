namespace NormSharp.Kernels.Machine;

/// <summary>One data or unified cache of a core.</summary>
/// <param name="Level">1 is the closest to the core.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Cores">Logical processors that share it.</param>
/// <param name="Line">Bytes of a cache line; 0 where it is not known.</param>
internal readonly record struct CacheLevel(int Level, long Bytes, int Cores, int Line);
