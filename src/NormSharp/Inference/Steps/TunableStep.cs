namespace NormSharp.Inference;

/// <summary>A step of a plan with memory, as a tuner sees it.</summary>
/// <param name="Choice">What it computes, and the ways in which it can.</param>
/// <param name="Bind">Makes the step for one of these ways.</param>
internal sealed record TunableStep(StepChoice Choice, Func<StepSetting, Action> Bind);
