using NormSharp.Data;
using NormSharp.Diagnosis.Inputs;
using NormSharp.Diagnosis.Repair;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Training;

namespace NormSharp.Clinic;

/// <summary>Makes faults: what they have in common, and how each is done to a copy of a model.</summary>
internal static class FaultMaking
{
    /// <summary>Images given by another mean and deviation than the model was trained with.</summary>
    public static Fault Input(string kind, float mean, float deviation) => new(kind, "–", ["BN033"], (healthy, _) =>
    {
        int channels = healthy.Train.Shape.Channels;
        var given = new Normalization([.. Enumerable.Repeat(mean, channels)], [.. Enumerable.Repeat(deviation, channels)]);
        return Given(healthy, given);
    });

    /// <summary>Colour images given by the mean and deviation of another set.</summary>
    public static Fault ColourInput(string strength, float[] mean, float[] deviation)
        => new("input: another set's mean", strength, ["BN033"], (healthy, _)
            => healthy.Train.Shape.Channels == 3 ? Given(healthy, new Normalization([.. mean], [.. deviation])) : null);

    public static Fault Arranged(string kind, Func<ImageSet, ImageSet?> arrange) => new(kind, "–", ["BN033"], (healthy, _)
        => arrange(healthy.Train) is { } train && arrange(healthy.Test) is { } test
            ? new Case(healthy.Copy(), healthy.Normalization, train, test) : null);

    public static Fault State(string kind, string strength, string[] ids, int layers, Action<BatchNorm> change)
        => new(kind, strength, ids, (healthy, random) =>
        {
            Module model = healthy.Copy();
            BatchNorm[] norms = Norms(model);
            foreach (BatchNorm norm in layers >= norms.Length ? norms : layers == 0 ? [] : [Pick(model, random)])
            {
                change(norm);
            }

            return With(healthy, model);
        })
        { IsRandom = layers == 1 };

    public static Fault Random(string kind, string strength, string[] ids, Action<BatchNorm, Philox> change)
        => new(kind, strength, ids, (healthy, random) =>
        {
            Module model = healthy.Copy();
            foreach (BatchNorm norm in Norms(model))
            {
                change(norm, new Philox(random.NextUInt64(), 0));
            }

            return With(healthy, model);
        })
        { IsRandom = true };

    public static Fault Settings(
        string kind, string strength, string[] ids, string setting, Func<BatchNorm, double> value, Action<BatchNorm> change)
        => new(kind, strength, ids, (healthy, _) =>
        {
            Dictionary<string, double> values = Norms(healthy.Module).ToDictionary(norm => norm.Path, value);
            Module model = healthy.Copy();
            foreach ((string path, double number) in values)
            {
                model = Rewriting.Settings(model, [path], settings => settings[setting] = number);
            }

            foreach (BatchNorm norm in Norms(model))
            {
                change(norm);
            }

            return With(healthy, model);
        });

    public static Case? Given(Healthy healthy, Normalization given) => InputConvention.IsNear(given, healthy.Normalization)
        ? null
        : new Case(healthy.Copy(), given, healthy.Train, healthy.Test);

    /// <summary>Images of another domain than those of the training.</summary>
    public static Fault Domain(string kind, string strength, string[] ids, Func<ImageSet, ImageSet> change)
        => new(kind, strength, ids, (healthy, _)
            => new Case(healthy.Copy(), healthy.Normalization, change(healthy.Train), change(healthy.Test)));

    /// <summary>Statistics of a copy that saw other images.</summary>
    public static Case OfOtherImages(Healthy healthy, Func<ImageSet, ImageSet> change)
    {
        Module model = healthy.Copy();
        BatchNormRecalibration.Run(model, change(healthy.Train.Take(healthy.Images)), new RecalibrationOptions
        {
            BatchSize = 100,
            Normalization = healthy.Normalization,
            IncludeFrozen = true,
        });
        return With(healthy, model);
    }

    /// <summary>A changed model whose statistics are right again.</summary>
    public static Case Recalibrated(Healthy healthy, Module model)
    {
        BatchNormRecalibration.Run(model, healthy.Train, new RecalibrationOptions
        {
            BatchSize = 128,
            Batches = 8,
            Normalization = healthy.Normalization,
        });
        return With(healthy, model);
    }

    public static Case With(Healthy healthy, Module model) => new(model, healthy.Normalization, healthy.Train, healthy.Test);

    /// <summary>What training leaves: averages over batches of some size, the last ones weighing most.</summary>
    public static Case LastBatches(Healthy healthy, double weight, int batch, string? setting)
    {
        HashSet<string> all = [.. Norms(healthy.Module).Select(norm => norm.Path)];
        Module model = Rewriting.Settings(healthy.Copy(), all, settings => settings["new_statistic_weight"] = weight);
        BatchNormRecalibration.Run(model, healthy.Train, new RecalibrationOptions
        {
            Method = RecalibrationMethod.Momentum,
            BatchSize = batch,
            Batches = Math.Min(40, 2048 / batch),
            Normalization = healthy.Normalization,
        });
        return With(healthy, setting is null
            ? Rewriting.Settings(model, all, settings => settings["new_statistic_weight"] = 0.1)
            : model);
    }

    public static Case OfOtherWeights(Healthy healthy, double strength, Philox random)
    {
        Module other = healthy.Copy();
        foreach ((string name, Autograd.Parameter weight) in other.NamedParameters().Where(entry => entry.Parameter.Rank > 1))
        {
            float[] values = weight.ToArray();
            double deviation = Math.Sqrt(values.Average(value => (double)value * value));
            Each(weight.AsSpan(), value => (float)(value + (strength * deviation * random.NextNormal())));
        }

        BatchNormRecalibration.Run(other, healthy.Train.Take(healthy.Images), new RecalibrationOptions
        {
            BatchSize = 100,
            Normalization = healthy.Normalization,
        });
        Module model = healthy.Copy();
        foreach ((BatchNorm to, BatchNorm from) in Norms(model).Zip(Norms(other)))
        {
            from.RunningMean!.CopyTo(to.RunningMean!.AsSpan());
            from.RunningVariance!.CopyTo(to.RunningVariance!.AsSpan());
        }

        return With(healthy, model);
    }

    public static Case? Exchange(Healthy healthy, Philox random)
    {
        Module model = healthy.Copy();
        BatchNorm[][] equal =
            [.. Norms(model).GroupBy(norm => norm.Channels).Where(group => group.Count() > 1).Select(group => group.ToArray())];
        if (equal.Length == 0)
        {
            return null;
        }

        BatchNorm[] group = equal[random.NextUInt64() % (ulong)equal.Length];
        int first = (int)(random.NextUInt64() % (ulong)(group.Length - 1));
        (BatchNorm one, BatchNorm other) = (group[first], group[first + 1]);
        (float[] mean, float[] variance) = (one.RunningMean!.ToArray(), one.RunningVariance!.ToArray());
        one.RunningMean.CopyFrom(other.RunningMean!.ToArray());
        one.RunningVariance.CopyFrom(other.RunningVariance!.ToArray());
        other.RunningMean!.CopyFrom(mean);
        other.RunningVariance!.CopyFrom(variance);
        return With(healthy, model);
    }

    /// <summary>Folds normalizations into the layers in front and leaves them where they are.</summary>
    public static Case? FoldedTwice(Healthy healthy, int layers, Philox random)
    {
        Module model = healthy.Copy();
        Dictionary<string, ChannelMap> maps = Graphs.ModelGraph.Of(model).Nodes
            .Where(node => node.Layer is BatchNorm && node.Inputs[0].Producer?.Map is { Weight: not null, Bias: not null })
            .ToDictionary(node => node.Layer.Path, node => node.Inputs[0].Producer!.Map!);
        BatchNorm[] able = [.. Norms(model).Where(norm => maps.ContainsKey(norm.Path))];
        if (able.Length == 0)
        {
            return null;
        }

        foreach (BatchNorm norm in layers >= able.Length ? able : [able[random.NextUInt64() % (ulong)able.Length]])
        {
            Fold(norm, maps[norm.Path]);
        }

        return With(healthy, model);
    }

    public static void Fold(BatchNorm norm, ChannelMap map)
    {
        Span<float> weight = map.Weight!.AsSpan();
        Span<float> bias = map.Bias!.AsSpan();
        int size = weight.Length / norm.Channels;
        for (int c = 0; c < norm.Channels; c++)
        {
            double scale = norm.Gamma!.AsSpan()[c] / Math.Sqrt(norm.RunningVariance!.AsSpan()[c] + norm.Options.Epsilon);
            Each(weight.Slice(c * size, size), value => (float)(value * scale));
            bias[c] = (float)(norm.Beta!.AsSpan()[c] + (scale * (bias[c] - norm.RunningMean!.AsSpan()[c])));
        }
    }

    public static void Drift(BatchNorm norm, double mean, double logVariance, Philox random)
    {
        for (int c = 0; c < norm.Channels; c++)
        {
            ref float variance = ref norm.RunningVariance!.AsSpan()[c];
            norm.RunningMean!.AsSpan()[c] += (float)(mean * Math.Sqrt(variance) * random.NextNormal());
            variance *= (float)Math.Exp(logVariance * random.NextNormal());
        }
    }

    public static void Mix(Span<float> values, float start, double share)
        => Each(values, value => (float)((share * start) + ((1 - share) * value)));

    public static void Each(Span<float> values, Func<float, float> change)
    {
        foreach (ref float value in values)
        {
            value = change(value);
        }
    }

    public static BatchNorm[] Norms(Module model)
        => [.. model.NamedModules().Select(entry => entry.Module).OfType<BatchNorm>().Distinct()];

    public static BatchNorm Pick(Module model, Philox random)
    {
        BatchNorm[] norms = Norms(model);
        return norms[random.NextUInt64() % (ulong)norms.Length];
    }
}
