namespace NormSharp.Layers;

/// <summary>
/// What a library means by the settings and the state of batch normalization, and what that is here. All of them normalise a batch with its
/// population variance and begin with mean 0 and variance 1; <c>docs/conventions.md</c> has the table.
/// </summary>
public sealed record BatchNormConvention
{
    private BatchNormConvention()
    {
    }

    /// <summary>PyTorch's <c>BatchNorm1d</c> to <c>BatchNorm3d</c>.</summary>
    public static BatchNormConvention PyTorch { get; } = new()
    {
        Name = "PyTorch",
        Momentum = 0.1,
        Epsilon = 1e-5,
        Axis = 1,
        Gamma = "weight",
        Beta = "bias",
        RunningMean = "running_mean",
        RunningVariance = "running_var",
        BatchesTracked = "num_batches_tracked",
    };

    /// <summary>Keras's <c>BatchNormalization</c>.</summary>
    public static BatchNormConvention Keras { get; } = new()
    {
        Name = "Keras",
        Momentum = 0.99,
        MomentumWeighsOld = true,
        Epsilon = 1e-3,
        StoresPopulationVariance = true,
        Axis = -1,
        Gamma = "gamma",
        Beta = "beta",
        RunningMean = "moving_mean",
        RunningVariance = "moving_variance",
    };

    /// <summary>Flax's <c>BatchNorm</c>: parameters in <c>params</c>, statistics in <c>batch_stats</c>.</summary>
    public static BatchNormConvention Flax { get; } = new()
    {
        Name = "Flax",
        Momentum = 0.99,
        MomentumWeighsOld = true,
        Epsilon = 1e-5,
        StoresPopulationVariance = true,
        Axis = -1,
        Gamma = "scale",
        Beta = "bias",
        RunningMean = "mean",
        RunningVariance = "var",
    };

    /// <summary>ONNX's <c>BatchNormalization</c>, whose state are inputs of the node.</summary>
    public static BatchNormConvention Onnx { get; } = new()
    {
        Name = "ONNX",
        Momentum = 0.9,
        MomentumWeighsOld = true,
        Epsilon = 1e-5,
        StoresPopulationVariance = true,
        Axis = 1,
        Gamma = "scale",
        Beta = "B",
        RunningMean = "input_mean",
        RunningVariance = "input_var",
    };

    /// <summary>NormSharp's own: PyTorch's, with the weight called by what it weighs.</summary>
    public static BatchNormConvention NormSharp { get; } = PyTorch with { Name = "NormSharp" };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<BatchNormConvention> All { get; } = [PyTorch, Keras, Flax, Onnx, NormSharp];

    /// <summary>The library.</summary>
    public required string Name { get; init; }

    /// <summary>Its default momentum.</summary>
    public required double Momentum { get; init; }

    /// <summary>Whether momentum is the weight of the old running statistic; else of the batch's.</summary>
    public bool MomentumWeighsOld { get; init; }

    /// <summary>Its default ε.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Whether the running variance averages M2/n; else M2/(n − 1).</summary>
    public bool StoresPopulationVariance { get; init; }

    /// <summary>The dimension of the channels by default.</summary>
    public required int Axis { get; init; }

    /// <summary>What γ is called.</summary>
    public required string Gamma { get; init; }

    /// <summary>What β is called.</summary>
    public required string Beta { get; init; }

    /// <summary>What the running mean is called.</summary>
    public required string RunningMean { get; init; }

    /// <summary>What the running variance is called.</summary>
    public required string RunningVariance { get; init; }

    /// <summary>What the count of batches is called; null where there is none.</summary>
    public string? BatchesTracked { get; init; }

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
