namespace NormSharp.Distributed;

/// <summary>A function of the MPI library failed, or the library does not fit how the process was started.</summary>
internal sealed class MpiException(string message) : NormSharpException(message);
