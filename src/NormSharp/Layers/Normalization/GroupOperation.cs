using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Normalization of each sample by itself as a step of an inference plan: group by group of its channels.</summary>
internal static class GroupOperation
{
    /// <summary>The step; null where a group has less than two values, which the layer tells about.</summary>
    /// <param name="input">What the layer takes for one sample.</param>
    /// <param name="groups">How many groups of neighbouring channels.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="layer">The layer, for γ and β.</param>
    public static PlanOperation? Of(Shape input, int groups, double epsilon, NormalizationModule layer)
    {
        if (input.ElementCount / groups < 2)
        {
            return null;
        }

        (Tensor? gamma, Tensor? beta) = (layer.Gamma?.Detach(), layer.Beta?.Detach());
        return new PlanOperation(operands =>
        {
            (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
            (int samples, int channels) = (x.Shape[0], x.Shape[1]);
            Tensor ofGroups = x.View([1, samples * groups, x.Length / (samples * groups)]);
            Shape planes = [1, samples * channels, x.Length / (samples * channels)];
            (Tensor from, Tensor to) = (x.View(planes), y.View(planes));
            var statistics = new BatchStatistics(
                ofGroups.Shape[2], Statistics(backend, samples * groups), Statistics(backend, samples * groups));
            var constants = new NormalizationConstants
            {
                Mean = Statistics(backend, samples * channels),
                InvStd = Statistics(backend, samples * channels),
                Count = statistics.Count,
                Gamma = Repeated(operands, gamma, nameof(gamma)),
                Beta = Repeated(operands, beta, nameof(beta)),
                Activation = operands.Activation,
            };
            return () =>
            {
                backend.Normalization.Moments(ofGroups, statistics);
                backend.Statistics.FromBatch(statistics, epsilon, constants);
                backend.Normalization.Normalize(constants, from, to);
            };
        })
        {
            TakesActivation = true,
        };
    }

    private static Tensor Statistics(Backend backend, int count)
        => new(backend.Allocate(count, ElementType.Float64), [count], owner: null);

    /// <summary>[C] as [N·C]: once for each sample.</summary>
    private static Tensor? Repeated(Operands operands, Tensor? values, string name)
    {
        (Backend backend, int samples) = (operands.Backend, operands.Inputs[0].Shape[0]);
        return values is null || samples == 1 ? values : operands.Constants.Of((name, samples), () =>
        {
            var repeated = new Tensor(backend.Allocate(samples * values.Length), [samples, values.Length], owner: null);
            backend.Copy(values.View([1, values.Length]).BroadcastTo(repeated.Shape), repeated);
            return repeated.View([repeated.Length]);
        });
    }
}
