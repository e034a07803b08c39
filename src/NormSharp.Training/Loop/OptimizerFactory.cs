using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Optimizers;

namespace NormSharp.Training;

/// <summary>Makes optimizer and schedule from options.</summary>
internal static class OptimizerFactory
{
    public static Optimizer Create(Module model, TrainerOptions training, Backend backend)
    {
        OptimizerOptions options = training.Optimizer;
        IReadOnlyList<ParameterGroup> groups =
            options.DecayNormalizationAndBias ? ParameterGroup.All(model) : ParameterGroup.DecayWeightsOnly(model);
        var sgd = new SgdOptions
        {
            LearningRate = training.LearningRate,
            Momentum = options.Momentum,
            Nesterov = options.Nesterov,
            WeightDecay = options.WeightDecay,
        };
        var adam = new AdamOptions
        {
            LearningRate = training.LearningRate,
            Beta1 = options.Beta1,
            Beta2 = options.Beta2,
            Epsilon = options.Epsilon,
            WeightDecay = options.WeightDecay,
        };
        return options.Kind switch
        {
            OptimizerKind.Sgd => new Sgd(groups, sgd, backend),
            OptimizerKind.Adam => new Adam(groups, adam, backend),
            OptimizerKind.AdamW => new AdamW(groups, adam, backend),
            _ => throw new ArgumentException($"optimizer kind is {options.Kind}, which is none of the known"),
        };
    }

    public static ISchedule Schedule(ScheduleOptions options, int epochs, int stepsPerEpoch)
    {
        long total = (long)epochs * stepsPerEpoch;
        long warmUp = Math.Min(total, (long)Math.Round(options.WarmupEpochs * stepsPerEpoch));
        ISchedule main = options.Kind switch
        {
            ScheduleKind.Constant => new ConstantSchedule(),
            ScheduleKind.Step => new StepSchedule((long)options.StepEpochs * stepsPerEpoch, options.StepFactor),
            ScheduleKind.Cosine => new CosineSchedule(total - warmUp),
            ScheduleKind.OneCycle => new OneCycleSchedule(Math.Max(2, total)),
            _ => throw new ArgumentException($"schedule kind is {options.Kind}, which is none of the known"),
        };
        return warmUp > 0 ? new WarmUpSchedule(warmUp, main) : main;
    }
}
