namespace NormSharp.Profiling;

/// <summary>What a step of several ranks takes: median milliseconds, the slowest rank's.</summary>
/// <param name="Alone">Without any exchange of gradients.</param>
/// <param name="After">With the exchange after the backward pass.</param>
/// <param name="During">With the exchange during the backward pass.</param>
/// <param name="Bytes">What a warm step with the exchange allocates on its thread, the most of all ranks.</param>
internal sealed record RankTrainingTimes(double Alone, double After, double During, long Bytes);
