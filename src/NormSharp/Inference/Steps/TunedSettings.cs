namespace NormSharp.Inference;

/// <summary>How a plan computes the problems that it was tuned for; all others in the usual way. Never changed once it is made.</summary>
/// <param name="settings">The ways, by problems.</param>
internal sealed class TunedSettings(IReadOnlyDictionary<string, StepSetting> settings)
{
    /// <summary>Nothing was tuned.</summary>
    public static TunedSettings None { get; } = new(new Dictionary<string, StepSetting>());

    /// <summary>Whether nothing was tuned.</summary>
    public bool IsEmpty => settings.Count == 0;

    /// <summary>The way for a problem.</summary>
    public StepSetting Of(string problem) => settings.GetValueOrDefault(problem);
}
