namespace NormSharp.Inference;

/// <summary>How a step of a plan is computed where there is a choice.</summary>
/// <param name="Algorithm">The algorithm; null for the backend's own choice.</param>
/// <param name="IsAlone">Whether the calling thread computes it alone; else all threads of the backend may.</param>
internal readonly record struct StepSetting(string? Algorithm, bool IsAlone);
