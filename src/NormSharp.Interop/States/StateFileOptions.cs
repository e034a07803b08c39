namespace NormSharp.Interop;

/// <summary>Which part of a file to take as its state, where the file holds several.</summary>
public sealed record StateFileOptions
{
    /// <summary>
    /// The keys that lead to the state within a checkpoint, with dots: <c>ema</c>, <c>teacher.model</c>. Null lets the reader look where
    /// states
    /// usually lie (<c>state_dict</c>, <c>model</c>, …) and say in <see cref="StateFile.Notes"/> what else there was.
    /// </summary>
    public string? Section { get; init; }
}
