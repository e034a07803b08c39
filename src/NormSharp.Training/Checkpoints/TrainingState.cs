using NormSharp.Layers;
using NormSharp.Optimizers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>What a checkpoint holds: the model, and beside it progress, the optimizer's state and averaged weights.</summary>
/// <param name="model">The network.</param>
/// <param name="input">What is known of its images.</param>
/// <param name="optimizer">What moves the weights.</param>
/// <param name="average">Averaged weights, where there are any.</param>
internal sealed class TrainingState(Module model, ModelInput input, Optimizer optimizer, WeightAverage? average)
{
    /// <summary>Writes the model alone.</summary>
    public void WriteModel(Stream stream) => ModelFile.Writer(model, input.ToMetadata()).Write(stream);

    /// <summary>The model as it was after a step, while another one may go on.</summary>
    /// <param name="buffers">Its buffers then, one after another.</param>
    /// <param name="counters">Its counters then.</param>
    /// <param name="frozen">What the file said of frozen parameters; null for nothing.</param>
    public SafetensorsWriter ModelAfterStep(ReadOnlySpan<float> buffers, ReadOnlySpan<long> counters, string? frozen)
    {
        SafetensorsWriter writer = ModelFile.Writer(model, input.ToMetadata());
        foreach ((string name, Tensor buffer) in model.NamedBuffers())
        {
            writer.Replace(name, buffers[..buffer.Length]);
            buffers = buffers[buffer.Length..];
        }

        int at = 0;
        foreach ((string name, _) in model.NamedCounters())
        {
            writer.Replace(name, counters[at++]);
        }

        writer.Metadata.Remove(ModuleState.FrozenKey);
        if (frozen is not null)
        {
            writer.Metadata[ModuleState.FrozenKey] = frozen;
        }

        return writer;
    }

    /// <summary>What the model's file would say of frozen parameters; null for nothing.</summary>
    public string? Frozen() => ModelFile.Writer(model).Metadata.TryGetValue(ModuleState.FrozenKey, out string? frozen) ? frozen : null;

    /// <summary>What stands beside the model.</summary>
    /// <param name="progress">How far the training is.</param>
    /// <param name="buffers">Running statistics of several shards, where each has its own.</param>
    public SafetensorsWriter Beside(TrainingProgress progress, SharedBuffers? buffers = null)
    {
        var state = new SafetensorsWriter();
        progress.Save(state);
        OptimizerState.AddTo(state, optimizer);
        average?.Save(state);
        buffers?.Save(state);
        return state;
    }

    /// <summary>Brings everything back to where a checkpoint was written.</summary>
    /// <param name="checkpoint">Where it was written.</param>
    /// <param name="shard">Whose running statistics are taken, where shards have their own.</param>
    /// <returns>How far the training was.</returns>
    public TrainingProgress Restore(Checkpoint checkpoint, int shard = 0)
    {
        using (SafetensorsFile file = SafetensorsFile.Open(checkpoint.ModelPath))
        {
            ModuleState.Restore(file, model);
            StateCheck.ThrowIfAny(file.Path, model);
        }

        using SafetensorsFile state = SafetensorsFile.Open(checkpoint.StatePath);
        OptimizerState.Restore(state, optimizer);
        average?.Restore(state);
        SharedBuffers.Restore(state, model, shard);
        return TrainingProgress.Load(state);
    }
}
