namespace NormSharp.Training;

/// <summary>What a finding does to a training.</summary>
public enum DiagnosticSeverity
{
    /// <summary>It is told, and the training goes on.</summary>
    Warning,

    /// <summary>The training is refused: <see cref="CheckOptions.Strict"/>.</summary>
    Error,
}
