namespace NormSharp.Layers;

/// <summary>
/// What a library means by the settings and the state of batch normalization, and what that is here. All of them normalise a batch with its
/// population variance and begin with mean 0 and variance 1; <c>docs/conventions.md</c> has the table.
/// </summary>
/// <param name="Name">The library.</param>
/// <param name="Momentum">Its default momentum.</param>
/// <param name="MomentumWeighsOld">Whether momentum is the weight of the old running statistic; else of the batch's.</param>
/// <param name="Epsilon">Its default ε.</param>
/// <param name="StoresPopulationVariance">Whether the running variance averages M2/n; else M2/(n − 1).</param>
/// <param name="Axis">The dimension of the channels by default.</param>
/// <param name="Gamma">What γ is called.</param>
/// <param name="Beta">What β is called.</param>
/// <param name="RunningMean">What the running mean is called.</param>
/// <param name="RunningVariance">What the running variance is called.</param>
/// <param name="BatchesTracked">What the count of batches is called; null where there is none.</param>
public sealed record BatchNormConvention(
    string Name,
    double Momentum,
    bool MomentumWeighsOld,
    double Epsilon,
    bool StoresPopulationVariance,
    int Axis,
    string Gamma,
    string Beta,
    string RunningMean,
    string RunningVariance,
    string? BatchesTracked)
{
    /// <summary>PyTorch's <c>BatchNorm1d</c> to <c>BatchNorm3d</c>.</summary>
    public static BatchNormConvention PyTorch { get; } = new(
        "PyTorch", 0.1, false, 1e-5, false, 1, "weight", "bias", "running_mean", "running_var", "num_batches_tracked");

    /// <summary>Keras's <c>BatchNormalization</c>.</summary>
    public static BatchNormConvention Keras { get; } = new(
        "Keras", 0.99, true, 1e-3, true, -1, "gamma", "beta", "moving_mean", "moving_variance", null);

    /// <summary>Flax's <c>BatchNorm</c>: parameters in <c>params</c>, statistics in <c>batch_stats</c>.</summary>
    public static BatchNormConvention Flax { get; } = new(
        "Flax", 0.99, true, 1e-5, true, -1, "scale", "bias", "mean", "var", null);

    /// <summary>ONNX's <c>BatchNormalization</c>, whose state are inputs of the node.</summary>
    public static BatchNormConvention Onnx { get; } = new(
        "ONNX", 0.9, true, 1e-5, true, 1, "scale", "B", "input_mean", "input_var", null);

    /// <summary>NormSharp's own: PyTorch's, with the weight called by what it weighs.</summary>
    public static BatchNormConvention NormSharp { get; } = PyTorch with { Name = "NormSharp" };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<BatchNormConvention> All { get; } = [PyTorch, Keras, Flax, Onnx, NormSharp];

    /// <summary>The settings of a <see cref="BatchNorm"/> that does in training and in evaluation what the library's does.</summary>
    /// <param name="momentum">The library's momentum; its default when null.</param>
    /// <param name="epsilon">ε; the library's default when null.</param>
    /// <param name="axis">The dimension of the channels; the library's default when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">Momentum is not in [0, 1], or ε is negative.</exception>
    public BatchNormOptions ToOptions(double? momentum = null, double? epsilon = null, int? axis = null)
    {
        double given = momentum ?? Momentum;
        if (!(given is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(momentum), given, "a momentum is between 0 and 1");
        }

        if (!((epsilon ?? Epsilon) >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "ε is at least 0");
        }

        return new BatchNormOptions
        {
            NewStatisticWeight = MomentumWeighsOld ? 1 - given : given,
            Epsilon = epsilon ?? Epsilon,
            StoresPopulationVariance = StoresPopulationVariance,
            Axis = axis ?? Axis,
        };
    }

    /// <summary>The library's momentum for a layer's settings.</summary>
    /// <exception cref="ArgumentException">The layer averages all batches equally, which no fixed momentum does.</exception>
    public double MomentumOf(BatchNormOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        double weight = options.NewStatisticWeight
            ?? throw new ArgumentException(
                $"the layer averages all batches equally; no momentum of {Name} does that (PyTorch has momentum=None)", nameof(options));
        return MomentumWeighsOld ? 1 - weight : weight;
    }

    /// <summary>
    /// What the library calls a tensor of state that has one of NormSharp's names; null where it has none, or the name is unknown.
    /// </summary>
    /// <param name="name"><c>weight</c>, <c>bias</c>, <c>running_mean</c>, <c>running_var</c> or <c>num_batches_tracked</c>.</param>
    public string? StateName(string name) => Pairs(NormSharp, this).FirstOrDefault(pair => pair.From == name).To;

    /// <summary>NormSharp's name of a tensor that has one of the library's names; null where the name is unknown.</summary>
    public string? StateNameHere(string name) => Pairs(this, NormSharp).FirstOrDefault(pair => pair.From == name).To;

    /// <summary>A running variance of the library as one of another would be, if every batch had as many values per channel.</summary>
    /// <param name="variance">The variance as this library stores it.</param>
    /// <param name="target">How it is to be stored.</param>
    /// <param name="countPerChannel">n: values of a channel in a batch, at least 2.</param>
    /// <remarks>
    /// In evaluation the number is used as it stands in every library, so an imported variance is kept; this is for comparing the numbers
    /// themselves.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 values.</exception>
    public double ConvertVariance(double variance, BatchNormConvention target, long countPerChannel)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfLessThan(countPerChannel, 2);
        double unbiasedOverPopulation = countPerChannel / (countPerChannel - 1.0);
        return (StoresPopulationVariance, target.StoresPopulationVariance) switch
        {
            (true, false) => variance * unbiasedOverPopulation,
            (false, true) => variance / unbiasedOverPopulation,
            _ => variance,
        };
    }

    private static IEnumerable<(string? From, string? To)> Pairs(BatchNormConvention from, BatchNormConvention to) =>
    [
        (from.Gamma, to.Gamma),
        (from.Beta, to.Beta),
        (from.RunningMean, to.RunningMean),
        (from.RunningVariance, to.RunningVariance),
        (from.BatchesTracked, to.BatchesTracked),
    ];
}
