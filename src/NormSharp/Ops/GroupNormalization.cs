using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>
/// Normalization of each sample by itself, group by group of its channels, by the kernels of batch normalization: [N, C, …] is read as one
/// sample of N·groups channels to take statistics, and of N·C channels to normalize.
/// </summary>
internal static class GroupNormalization
{
    /// <summary>The statistics of each group of each sample: N·groups of them, over (C/groups)·spatial values.</summary>
    /// <param name="x">[N, C, …].</param>
    /// <param name="groups">How many groups of neighbouring channels; C for one channel each.</param>
    /// <exception cref="ArgumentException">
    /// The input has fewer than two dimensions, or its channels do not fall into that many equal groups.
    /// </exception>
    public static BatchStatistics GroupStatistics(this Tensor x, int groups)
    {
        ThrowUnlessGrouped(x, groups);
        Tensor contiguous = Tape.Of(x).Operand(x);
        int samples = x.Shape[0] * groups;
        return contiguous.View([1, samples, samples == 0 ? 0 : x.Length / samples]).BatchStatistics();
    }

    /// <summary>
    /// y = f(γ·(x − μ)/√(σ² + ε) + β), where μ and the population variance σ² are those of each sample's group of channels (Wu and He
    /// 2018), and gradients flow through them. One channel a group is instance normalization (Ulyanov, Vedaldi and Lempitsky 2016).
    /// </summary>
    /// <param name="x">[N, C, …].</param>
    /// <param name="statistics">What <see cref="GroupStatistics"/> gave for <paramref name="x"/>.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="gamma">γ [C], or null for 1.</param>
    /// <param name="beta">β [C], or null for 0.</param>
    /// <param name="activation">f.</param>
    /// <returns>The shape of x.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor NormalizeGroups(
        this Tensor x,
        in BatchStatistics statistics,
        double epsilon,
        Tensor? gamma = null,
        Tensor? beta = null,
        Activation activation = default)
    {
        int samples = x.Rank < 2 ? 0 : x.Shape[0];
        int all = statistics.Mean.Length;
        int groups = samples == 0 ? 1 : all / samples;
        ThrowUnlessGrouped(x, groups);
        int channels = x.Shape[1];
        if (groups * samples != all || (gamma?.Length ?? channels) != channels || (beta?.Length ?? channels) != channels)
        {
            throw new ArgumentException(
                $"NormalizeGroups of input {x.Shape}: {all} statistics for {samples} samples, γ of "
                    + $"{gamma?.Length ?? channels}, β of {beta?.Length ?? channels}; dimension 1 has {channels}");
        }

        Tape tape = Tape.Of(x, gamma, beta);
        x = tape.Operand(x);
        gamma = gamma is null ? null : tape.Operand(gamma);
        beta = beta is null ? null : tape.Operand(beta);
        all = samples * channels;
        NormalizationConstants constants = BatchNormalization.Constants(tape, statistics, epsilon, all) with
        {
            Gamma = Repeated(tape, gamma, samples),
            Beta = Repeated(tape, beta, samples),
            Activation = activation,
        };
        Shape planes = [1, all, all == 0 ? 0 : x.Length / all];
        Tensor y = tape.Rent(x.Shape);
        tape.Backend.Normalization.Normalize(constants, x.View(planes), y.View(planes));
        return tape.NeedsGradient(x) || tape.NeedsGradient(gamma) || tape.NeedsGradient(beta)
            ? tape.Record(y, new GroupsNode(new NormalizeNode(constants, x, y), gamma, beta, channels / groups))
            : y;
    }

    private static void ThrowUnlessGrouped(Tensor x, int groups)
    {
        if (x.Rank < 2)
        {
            throw new ArgumentException($"group normalization takes an input [N, C, …] of at least 2 dimensions; it has shape {x.Shape}");
        }

        if (groups < 1 || x.Shape[1] % groups != 0)
        {
            throw new ArgumentException(
                $"the {x.Shape[1]} channels of dimension 1 of {x.Shape} do not fall into {groups} groups of equal size");
        }
    }

    /// <summary>[C] as [N·C]: once for each sample.</summary>
    private static Tensor? Repeated(Tape tape, Tensor? values, int samples)
    {
        if (values is null || samples == 1)
        {
            return values;
        }

        Tensor repeated = tape.Rent([samples, values.Length]);
        tape.Backend.Copy(values.View([1, values.Length]).BroadcastTo(repeated.Shape), repeated);
        return repeated.View([repeated.Length]);
    }

    /// <param name="planes">The normalization of N·C planes.</param>
    /// <param name="gamma">γ [C], or null.</param>
    /// <param name="beta">β [C], or null.</param>
    /// <param name="perGroup">Channels that share statistics.</param>
    private readonly struct GroupsNode(NormalizeNode planes, Tensor? gamma, Tensor? beta, int perGroup) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            NormalizationConstants normalization = planes.Normalization;
            int all = normalization.Mean.Length;
            Shape shape = [1, all, all == 0 ? 0 : planes.X.Length / all];
            (Tensor x, Tensor y, dy) = (planes.X.View(shape), planes.Y.View(shape), dy.View(shape));
            GradientSums sums = ChannelGradient.RentSums(tape, all);
            NormalizationOperations operations = tape.Backend.Normalization;
            operations.GradientSums(normalization, x, y, dy, sums);
            ChannelGradient.HandRows(tape, gamma, sums.DzXHat);
            ChannelGradient.HandRows(tape, beta, sums.Dz);
            if (!tape.NeedsGradient(planes.X))
            {
                return;
            }

            tape.Backend.Statistics.ShareInGroups(normalization.Gamma, perGroup, sums.Dz);
            tape.Backend.Statistics.ShareInGroups(normalization.Gamma, perGroup, sums.DzXHat);
            Tensor dx = tape.Rent(planes.X.Shape);
            operations.GradientThroughGroups(normalization, x, y, dy, sums, dx.View(shape));
            tape.Accumulate(planes.X, dx);
        }
    }
}
