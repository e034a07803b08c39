using NormSharp.Cli.Ranks;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Primitives;
using NormSharp.Training;

namespace NormSharp.Cli.CommandLine;

/// <summary>The named values that options take.</summary>
internal static class Choices
{
    public static Choice<BatchNormPlacement> BatchNorm { get; } = new(
        ("first2", BatchNormPlacement.First2),
        ("last2", BatchNormPlacement.Last2),
        ("none", BatchNormPlacement.None),
        ("all", BatchNormPlacement.All));

    public static Choice<NormalizationKind> Normalization { get; } = new(
        ("bn", NormalizationKind.Batch),
        ("ln", NormalizationKind.Layer),
        ("in", NormalizationKind.Instance),
        ("gn", NormalizationKind.Group),
        ("none", NormalizationKind.None));

    public static Choice<ActivationKind> Activation { get; } = new(
        ("sigmoid", ActivationKind.Sigmoid),
        ("relu", ActivationKind.Relu),
        ("leaky-relu", ActivationKind.LeakyRelu),
        ("tanh", ActivationKind.Tanh),
        ("gelu", ActivationKind.Gelu),
        ("silu", ActivationKind.Silu));

    public static Choice<PoolKind> Pool { get; } = new(("average", PoolKind.Average), ("max", PoolKind.Max));

    public static Choice<ShortcutKind> Shortcut { get; } = new(
        ("projection", ShortcutKind.Projection), ("zero-padding", ShortcutKind.ZeroPadding));

    public static Choice<LastBatch> LastBatch { get; } = new(
        ("even", NormSharp.Data.LastBatch.Even), ("short", NormSharp.Data.LastBatch.Short), ("drop", NormSharp.Data.LastBatch.Drop));

    public static Choice<RecalibrationMethod> Recalibration { get; } = new(
        ("pooled", RecalibrationMethod.Pooled), ("batches", RecalibrationMethod.Batches), ("momentum", RecalibrationMethod.Momentum));

    public static Choice<OptimizerKind> Optimizer { get; } = new(
        ("sgd", OptimizerKind.Sgd), ("adam", OptimizerKind.Adam), ("adamw", OptimizerKind.AdamW));

    public static Choice<RankScaling> RankScaling { get; } = new(
        ("linear", Ranks.RankScaling.Linear), ("sqrt", Ranks.RankScaling.SquareRoot));

    public static Choice<ScheduleKind> Schedule { get; } = new(
        ("constant", ScheduleKind.Constant),
        ("step", ScheduleKind.Step),
        ("cosine", ScheduleKind.Cosine),
        ("one-cycle", ScheduleKind.OneCycle));

    /// <summary>What is done about uneven classes.</summary>
    public static Choice<ClassBalance> Balance { get; } =
        new(("none", ClassBalance.None), ("weights", ClassBalance.Weights), ("sampling", ClassBalance.Sampling));
}
