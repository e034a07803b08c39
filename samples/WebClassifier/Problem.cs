namespace WebClassifier;

/// <summary>Why a picture was refused.</summary>
/// <param name="Error">One sentence.</param>
internal sealed record Problem(string Error);
