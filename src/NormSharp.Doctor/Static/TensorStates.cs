namespace NormSharp.Diagnosis.Static;

/// <summary>
/// Finds normalization layers among the tensors of a file that has no architecture, by the names that libraries give them.
/// </summary>
internal static class TensorStates
{
    private static readonly Names[] Known =
    [
        new("running_mean", "running_var", "weight", "bias", "num_batches_tracked"),
        new("moving_mean", "moving_variance", "gamma", "beta", null),
    ];

    /// <summary>The layers, in the order of their means.</summary>
    /// <param name="names">The names of all tensors.</param>
    /// <param name="read">Reads one as floats; null where it is of no number.</param>
    public static IReadOnlyList<NormState> Of(IReadOnlyList<string> names, Func<string, float[]?> read)
    {
        HashSet<string> all = [.. names];
        return [.. names.SelectMany(name => Known.Select(known => Layer(name, known, all, read))).OfType<NormState>()];
    }

    private static NormState? Layer(string name, Names known, HashSet<string> all, Func<string, float[]?> read)
    {
        int at = name.LastIndexOf(known.Mean, StringComparison.Ordinal);
        if (at < 0 || (at > 0 && name[at - 1] is not ('.' or '/')))
        {
            return null;
        }

        string suffix = name[(at + known.Mean.Length)..];
        float[]? Read(string? part)
        {
            string other = $"{name[..at]}{part}{suffix}";
            return part is not null && all.Contains(other) ? read(other) : null;
        }

        float[]? mean = read(name);
        float[]? variance = Read(known.Variance);
        if (mean is null || variance is null || mean.Length == 0 || variance.Length != mean.Length)
        {
            return null;
        }

        string path = name[..at].TrimEnd('.', '/');
        return new NormState(path.Length == 0 ? name : path, "BatchNorm", mean, variance)
        {
            Gamma = Fitting(Read(known.Gamma), mean.Length),
            Beta = Fitting(Read(known.Beta), mean.Length),
            Batches = Read(known.Batches) is [var count, ..] ? (long)count : null,
        };
    }

    private static float[]? Fitting(float[]? values, int channels) => values?.Length == channels ? values : null;

    private sealed record Names(string Mean, string Variance, string Gamma, string Beta, string? Batches);
}
