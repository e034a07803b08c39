using System.Globalization;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Serialization;

/// <summary>
/// Looks for numbers that no sound network has: what is not finite, variances and counts below zero. One of them makes every output
/// meaningless, so that a network with one is not used; tools that repair or explain may open it.
/// </summary>
internal static class StateCheck
{
    private const string Variance = "running_var";

    /// <summary>What is wrong, the first number of each tensor; empty where nothing is.</summary>
    public static IReadOnlyList<StateProblem> Of(Module module)
    {
        var problems = new List<StateProblem>();
        foreach ((string name, Tensor tensor) in ModuleState.Tensors(module))
        {
            bool isVariance = name == Variance || name.EndsWith("." + Variance, StringComparison.Ordinal)
                || name.EndsWith("_" + Variance, StringComparison.Ordinal);
            if (First(tensor.ToArray(), isVariance) is { } found)
            {
                problems.Add(new StateProblem(name, found));
            }
        }

        foreach ((string name, Counter counter) in module.NamedCounters())
        {
            if (counter.Value < 0)
            {
                problems.Add(new StateProblem(name, $"counts {counter.Value}, and a count is never negative"));
            }
        }

        return problems;
    }

    /// <summary>Throws where something is wrong.</summary>
    /// <param name="path">The file that the network comes from.</param>
    /// <param name="module">The network.</param>
    /// <exception cref="ModelFormatException">A number cannot be; the message names the tensor.</exception>
    public static void ThrowIfAny(string path, Module module)
    {
        IReadOnlyList<StateProblem> problems = Of(module);
        if (problems.Count > 0)
        {
            string more = problems.Count == 1 ? string.Empty : $" (and {problems.Count - 1} more tensors are damaged)";
            throw new ModelFormatException(path, $"{problems[0]}{more}; no output of this network means anything");
        }
    }

    private static string? First(ReadOnlySpan<float> values, bool isVariance)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return string.Create(CultureInfo.InvariantCulture, $"holds {values[i]} at index {i}, expected finite numbers");
            }

            if (isVariance && values[i] < 0)
            {
                return string.Create(
                    CultureInfo.InvariantCulture, $"holds the variance {values[i]} at index {i}, and a variance is never negative");
            }
        }

        return null;
    }
}
