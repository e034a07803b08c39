namespace NormSharp.Training;

/// <summary>The checks before training found something, and the options say that this refuses the training.</summary>
public sealed class ChecksFailedException : NormSharpException
{
    /// <summary>Refuses a training.</summary>
    /// <param name="diagnostics">What was found; at least one.</param>
    public ChecksFailedException(IReadOnlyList<Diagnostic> diagnostics)
        : base($"the training was refused by its strict checks: {string.Join(" | ", diagnostics)}") =>
        Diagnostics = diagnostics;

    /// <summary>What was found.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }
}
