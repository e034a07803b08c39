using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Serialization;

namespace NormSharp.Training;

/// <summary>
/// The average of a model's parameters: after the n-th set of weights θₙ, average ← average + w·(θₙ − average) with w = 1/n for the plain
/// average and w = (1 − d)/(1 − dⁿ) for the exponential one. Kept in double: 1 − d is small against what float32 can add.
/// </summary>
internal sealed class WeightAverage
{
    private const string Prefix = "average/";
    private const string CountName = "average.count";

    private readonly AveragingOptions _options;
    private readonly (string Name, Parameter Parameter, double[] Average)[] _entries;
    private readonly float[] _values;

    /// <summary>An average of nothing yet.</summary>
    public WeightAverage(Module model, AveragingOptions options)
    {
        _options = options;
        _entries = [.. model.NamedParameters().Select(entry => (entry.Name, entry.Parameter, new double[entry.Parameter.Length]))];
        _values = new float[_entries.Select(entry => entry.Average.Length).DefaultIfEmpty().Max()];
    }

    /// <summary>How many sets of weights it holds.</summary>
    public long Count { get; private set; }

    /// <summary>A step is done.</summary>
    public void AfterStep()
    {
        if (_options.Kind == AveragingKind.Exponential)
        {
            Count++;
            Add((1 - _options.Decay) / (1 - Math.Pow(_options.Decay, Count)));
        }
    }

    /// <summary>An epoch is done.</summary>
    /// <param name="epoch">Which, counted from 1.</param>
    public void AfterEpoch(int epoch)
    {
        if (_options.Kind == AveragingKind.Stochastic && epoch >= _options.StartEpoch)
        {
            Count++;
            Add(1.0 / Count);
        }
    }

    /// <summary>Puts the average into the model's parameters.</summary>
    public void CopyToModel()
    {
        foreach ((_, Parameter parameter, double[] average) in _entries)
        {
            parameter.CopyFrom(Array.ConvertAll(average, value => (float)value));
        }
    }

    /// <summary>Adds the average to a checkpoint's state file.</summary>
    public void Save(SafetensorsWriter writer)
    {
        writer.Add(CountName, [], [Count]);
        foreach ((string name, Parameter parameter, double[] average) in _entries)
        {
            writer.Add(Prefix + name, [.. parameter.Shape.Select(extent => (long)extent)], average);
        }
    }

    /// <summary>Reads the average from a checkpoint's state file.</summary>
    /// <exception cref="ModelFormatException">The file holds none, or that of another model.</exception>
    public void Restore(SafetensorsFile file)
    {
        foreach ((string name, _, double[] average) in _entries)
        {
            double[] values = file.ReadDouble(Prefix + name);
            if (values.Length != average.Length)
            {
                throw new ModelFormatException(
                    file.Path, $"tensor '{Prefix}{name}' holds {values.Length} numbers; the model needs {average.Length}");
            }

            if (!values.All(double.IsFinite))
            {
                throw new ModelFormatException(file.Path, $"tensor '{Prefix}{name}' holds what is no finite number");
            }

            values.CopyTo(average, 0);
        }

        Count = file.ReadCount(CountName);
    }

    private void Add(double weight)
    {
        foreach ((_, Parameter parameter, double[] average) in _entries)
        {
            Span<float> values = _values.AsSpan(0, average.Length);
            parameter.CopyTo(values);
            for (int i = 0; i < average.Length; i++)
            {
                average[i] += weight * (values[i] - average[i]);
            }
        }
    }
}
