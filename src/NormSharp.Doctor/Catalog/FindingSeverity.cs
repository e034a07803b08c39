namespace NormSharp.Diagnosis;

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>Good to know: it costs no accuracy that was measured.</summary>
    Note,

    /// <summary>It costs accuracy, or will under some circumstances.</summary>
    Warning,

    /// <summary>The model is not usable so, or loses 5 points and more.</summary>
    Error,
}
