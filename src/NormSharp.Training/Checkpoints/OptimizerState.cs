using NormSharp.Optimizers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>
/// The state of an optimizer in a checkpoint: <c>optimizer/conv1.weight/velocity</c> and <c>optimizer/conv1.weight/steps</c>.
/// </summary>
internal static class OptimizerState
{
    private const string Prefix = "optimizer/";
    private const string Steps = "/steps";

    /// <summary>Adds the state of every parameter that has been moved.</summary>
    public static void AddTo(SafetensorsWriter writer, Optimizer optimizer)
    {
        foreach ((string name, long steps) in optimizer.NamedSteps())
        {
            writer.Add(Prefix + name + Steps, [], [steps]);
        }

        foreach ((string name, Tensor state) in optimizer.NamedState())
        {
            writer.Add(Prefix + name, [.. state.Shape.Select(extent => (long)extent)], state.ToArray());
        }
    }

    /// <summary>Fills a new optimizer of the same kind over the same parameters.</summary>
    /// <exception cref="ModelFormatException">The file holds the state of another optimizer.</exception>
    public static void Restore(SafetensorsFile file, Optimizer optimizer)
    {
        var expected = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in file.Tensors.Keys.Where(IsSteps))
        {
            try
            {
                optimizer.RestoreSteps(name[Prefix.Length..^Steps.Length], file.ReadCount(name));
            }
            catch (ArgumentException exception)
            {
                throw new ModelFormatException(file.Path, $"tensor '{name}' belongs to no parameter of the model", exception);
            }

            expected.Add(name);
        }

        foreach ((string name, Tensor state) in optimizer.NamedState())
        {
            var values = new float[state.Length];
            file.ReadSingle(Prefix + name, values);
            if (!Array.TrueForAll(values, float.IsFinite))
            {
                throw new ModelFormatException(file.Path, $"tensor '{Prefix}{name}' holds what is no finite number");
            }

            state.CopyFrom(values);
            expected.Add(Prefix + name);
        }

        if (file.Tensors.Keys.FirstOrDefault(name => name.StartsWith(Prefix, StringComparison.Ordinal)
            && !expected.Contains(name)) is { } stranger)
        {
            throw new ModelFormatException(file.Path, $"tensor '{stranger}' belongs to another optimizer");
        }
    }

    private static bool IsSteps(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Steps, StringComparison.Ordinal);
}
