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
    public static ChannelMoments GroupMoments(this Tensor x, int groups)
    {
        ThrowUnlessGrouped(x, groups);
        Tensor contiguous = Tape.Of(x).Operand(x);
        int samples = x.Shape[0] * groups;
        return contiguous.View([1, samples, samples == 0 ? 0 : x.Length / samples]).ChannelMoments();
    }

    /// <summary>
    /// y = f(γ·(x − μ)/√(σ² + ε) + β), where μ and the population variance σ² are those of each sample's group of channels (Wu and He
    /// 2018), and gradients flow through them. One channel a group is instance normalization (Ulyanov, Vedaldi and Lempitsky 2016).
    /// </summary>
    /// <param name="x">[N, C, …].</param>
    /// <param name="moments">What <see cref="GroupMoments"/> gave for <paramref name="x"/>.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="gamma">γ [C], or null for 1.</param>
    /// <param name="beta">β [C], or null for 0.</param>
    /// <param name="activation">f.</param>
    /// <returns>The shape of x.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor NormalizeGroups(
        this Tensor x, ChannelMoments moments, double epsilon, Tensor? gamma = null, Tensor? beta = null, Activation activation = default)
    {
        int samples = x.Rank < 2 ? 0 : x.Shape[0];
        int groups = samples == 0 ? 1 : moments.Channels / samples;
        ThrowUnlessGrouped(x, groups);
        int channels = x.Shape[1];
        if (groups * samples != moments.Channels || (gamma?.Length ?? channels) != channels || (beta?.Length ?? channels) != channels)
        {
            throw new ArgumentException(
                $"NormalizeGroups of input {x.Shape}: {moments.Channels} statistics for {samples} samples, γ of "
                    + $"{gamma?.Length ?? channels}, β of {beta?.Length ?? channels}; dimension 1 has {channels}");
        }

        Tape tape = Tape.Of(x, gamma, beta);
        x = tape.Operand(x);
        gamma = gamma is null ? null : tape.Operand(gamma);
        beta = beta is null ? null : tape.Operand(beta);
        int all = samples * channels;
        int perGroup = channels / groups;
        var mean = new double[all];
        var invStd = new double[all];
        double[] ofGroups = moments.InvStd(epsilon);
        for (int i = 0; i < all; i++)
        {
            mean[i] = moments.Mean[i / perGroup];
            invStd[i] = ofGroups[i / perGroup];
        }

        var normalization = new NormalizationConstants
        {
            Mean = tape.RentStatistics(all),
            InvStd = tape.RentStatistics(all),
            Count = moments.Count,
            Gamma = Repeated(tape, gamma, samples),
            Beta = Repeated(tape, beta, samples),
            Activation = activation,
        };
        tape.Backend.Write<double>(mean, normalization.Mean);
        tape.Backend.Write<double>(invStd, normalization.InvStd);
        Shape planes = [1, all, all == 0 ? 0 : x.Length / all];
        Tensor y = tape.Rent(x.Shape);
        tape.Backend.Normalization.Normalize(normalization, x.View(planes), y.View(planes));
        return tape.NeedsGradient(x) || tape.NeedsGradient(gamma) || tape.NeedsGradient(beta)
            ? tape.Record(y, new GroupsNode(normalization, x, y, gamma, beta, perGroup))
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

    /// <param name="normalization">The constants of the forward pass, N·C of each.</param>
    /// <param name="x">The input.</param>
    /// <param name="y">The output, after the activation.</param>
    /// <param name="gamma">γ [C], or null.</param>
    /// <param name="beta">β [C], or null.</param>
    /// <param name="perGroup">Channels that share statistics.</param>
    private sealed class GroupsNode(
        NormalizationConstants normalization, Tensor x, Tensor y, Tensor? gamma, Tensor? beta, int perGroup) : Node
    {
        protected internal override void Backward(Tape tape, Tensor dy)
        {
            int all = normalization.Mean.Length;
            Shape planes = [1, all, all == 0 ? 0 : x.Length / all];
            GradientSums sums = ChannelGradient.RentSums(tape, all);
            tape.Backend.Normalization.GradientSums(normalization, x.View(planes), y.View(planes), dy.View(planes), sums);

            // A few numbers a sample, which the host works on.
            var sumDz = new double[all];
            var sumDzXHat = new double[all];
            tape.Backend.Read<double>(sums.Dz, sumDz);
            tape.Backend.Read<double>(sums.DzXHat, sumDzXHat);
            Hand(tape, gamma, sumDzXHat);
            Hand(tape, beta, sumDz);
            if (!tape.NeedsGradient(x))
            {
                return;
            }

            ShareWithinGroups(tape, sumDz);
            ShareWithinGroups(tape, sumDzXHat);
            tape.Backend.Write<double>(sumDz, sums.Dz);
            tape.Backend.Write<double>(sumDzXHat, sums.DzXHat);
            Tensor dx = tape.Rent(x.Shape);
            tape.Backend.Normalization.GradientThroughGroups(
                normalization, x.View(planes), y.View(planes), dy.View(planes), sums, dx.View(planes));
            tape.Accumulate(x, dx);
        }

        /// <summary>The gradient of γ or β: its channel's sums over all samples.</summary>
        private static void Hand(Tape tape, Tensor? parameter, ReadOnlySpan<double> sums)
        {
            if (!tape.NeedsGradient(parameter))
            {
                return;
            }

            var totals = new double[parameter!.Length];
            for (int i = 0; i < sums.Length; i++)
            {
                totals[i % totals.Length] += sums[i];
            }

            ChannelGradient.Hand(tape, parameter, totals);
        }

        /// <summary>Weights the channels' sums with γ and gives each channel the total of its group.</summary>
        private void ShareWithinGroups(Tape tape, Span<double> sums)
        {
            var weights = new double[gamma?.Length ?? 0];
            if (gamma is not null)
            {
                tape.Backend.Read<double>(gamma, weights);
            }

            for (int first = 0; first < sums.Length; first += perGroup)
            {
                double total = 0;
                for (int i = first; i < first + perGroup; i++)
                {
                    total += sums[i] * (gamma is null ? 1 : weights[i % weights.Length]);
                }

                sums.Slice(first, perGroup).Fill(total);
            }
        }
    }
}
