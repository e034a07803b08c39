using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Synchronization;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>Running statistics where each shard has its own, as ordinary batch normalization leaves them between two evaluations.</summary>
/// <param name="Names">The buffers.</param>
/// <param name="Values">Of each shard, all buffers one after another.</param>
internal sealed record SharedBuffers(IReadOnlyList<(string Name, int Length)> Names, IReadOnlyList<float[]> Values)
{
    private const string Prefix = "shards/";

    /// <summary>Replaces every buffer by the mean over the ranks, each weighted by its images.</summary>
    public static void Merge(Module model, Communicator ranks, long images)
    {
        Tensor[] buffers = [.. model.NamedBuffers().Select(entry => entry.Buffer)];
        double[] message = [images, .. buffers.SelectMany(buffer => buffer.ToArray()).Select(value => images * (double)value)];
        ranks.AllReduce(message, MessageMerges.Sum);
        int at = 1;
        foreach (Tensor buffer in buffers)
        {
            buffer.CopyFrom(Array.ConvertAll(message[at..(at + buffer.Length)], value => (float)(value / message[0])));
            at += buffer.Length;
        }
    }

    /// <summary>The buffers of all ranks, on every rank.</summary>
    public static SharedBuffers Gather(Module model, Communicator ranks)
    {
        (string Name, Tensor Buffer)[] buffers = [.. model.NamedBuffers()];
        double[] own = [.. buffers.SelectMany(entry => entry.Buffer.ToArray()).Select(value => (double)value)];
        var all = new double[own.Length * ranks.RankCount];
        ranks.AllGather(own, [.. Enumerable.Repeat(own.Length, ranks.RankCount)], all);
        return new SharedBuffers(
            [.. buffers.Select(entry => (entry.Name, entry.Buffer.Length))],
            [.. Enumerable.Range(0, ranks.RankCount)
                .Select(rank => Array.ConvertAll(all[(rank * own.Length)..((rank + 1) * own.Length)], value => (float)value))]);
    }

    /// <summary>The buffers of all shards, from one row of numbers.</summary>
    /// <param name="model">Whose buffers they are.</param>
    /// <param name="all">Of each shard, all buffers one after another.</param>
    public static SharedBuffers Of(Module model, float[] all)
    {
        (string Name, int Length)[] names = [.. model.NamedBuffers().Select(entry => (entry.Name, entry.Buffer.Length))];
        int length = names.Sum(name => name.Length);
        return new SharedBuffers(names, length == 0 ? [] : [.. all.Chunk(length)]);
    }

    /// <summary>Adds them to a checkpoint's state file, unless all ranks have the same.</summary>
    public void Save(SafetensorsWriter writer)
    {
        if (Values.All(values => values.AsSpan().SequenceEqual(Values[0])))
        {
            return;
        }

        for (int shard = 0; shard < Values.Count; shard++)
        {
            int at = 0;
            foreach ((string name, int length) in Names)
            {
                writer.Add(NameOf(shard, name), [length], Values[shard][at..(at + length)]);
                at += length;
            }
        }
    }

    /// <summary>Takes a shard's own from a checkpoint's state file, where it holds some.</summary>
    /// <exception cref="ModelFormatException">Some are missing, of another length or no finite numbers.</exception>
    public static void Restore(SafetensorsFile state, Module model, int shard)
    {
        if (!state.Tensors.Keys.Any(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            return;
        }

        foreach ((string name, Tensor buffer) in model.NamedBuffers())
        {
            float[] values = state.ReadSingle(NameOf(shard, name));
            if (values.Length != buffer.Length || !Array.TrueForAll(values, float.IsFinite))
            {
                throw new ModelFormatException(
                    state.Path, $"tensor '{NameOf(shard, name)}' must hold {buffer.Length} finite numbers");
            }

            buffer.CopyFrom(values);
        }
    }

    private static string NameOf(int shard, string name) => $"{Prefix}{shard}/{name}";
}
