using NormSharp.Backends;
using NormSharp.Optimizers;

namespace NormSharp.Training.Tests.Loop;

public sealed class OptimizerFactoryTests
{
    [Theory]
    [InlineData(OptimizerKind.Sgd, typeof(Sgd))]
    [InlineData(OptimizerKind.Adam, typeof(Adam))]
    [InlineData(OptimizerKind.AdamW, typeof(AdamW))]
    public void Gamma_beta_and_biases_decay_only_if_asked(OptimizerKind kind, Type type)
    {
        TrainerOptions options = new() { Optimizer = new OptimizerOptions { Kind = kind, WeightDecay = 0.1 } };
        Optimizer apart = OptimizerFactory.Create(TinyTask.Model(), options, Backend.Default);
        Optimizer together = OptimizerFactory.Create(
            TinyTask.Model(), options with { Optimizer = options.Optimizer with { DecayNormalizationAndBias = true } }, Backend.Default);

        Assert.IsType(type, apart);
        Assert.Equal(
            ["conv.weight", "fc1.weight", "fc2.weight"],
            apart.Groups.Where(group => (group.WeightDecay ?? apart.WeightDecay) > 0)
                .SelectMany(group => group.Parameters)
                .Select(entry => entry.Name));
        Assert.Equal(
            10, together.Groups.Where(group => (group.WeightDecay ?? together.WeightDecay) == 0.1).Sum(group => group.Parameters.Count));
    }

    [Fact]
    public void Schedules_know_the_length_of_the_training()
    {
        ISchedule cosine = OptimizerFactory.Schedule(
            new ScheduleOptions { Kind = ScheduleKind.Cosine, WarmupEpochs = 1 }, epochs: 3, stepsPerEpoch: 10);
        ISchedule oneCycle = OptimizerFactory.Schedule(new ScheduleOptions { Kind = ScheduleKind.OneCycle }, epochs: 2, stepsPerEpoch: 10);

        Assert.Equal(0.1, cosine.Factor(0), 12);
        Assert.Equal(1, cosine.Factor(9), 12);
        Assert.Equal(1, cosine.Factor(10), 12);
        Assert.Equal(0.5, cosine.Factor(20), 12);
        Assert.Equal(0, cosine.Factor(30), 12);
        Assert.Equal(0.04, oneCycle.Factor(0), 12);
        Assert.Equal(1, oneCycle.Factor(5), 12);
        Assert.Equal(0.04 / 1e4, oneCycle.Factor(19), 12);
    }
}
