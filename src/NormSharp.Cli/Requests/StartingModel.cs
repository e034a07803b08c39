using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Synchronization;
using NormSharp.Training;
using NormSharp.Transforms;

namespace NormSharp.Cli.Requests;

/// <summary>The network that a training begins with.</summary>
/// <param name="Model">The network, with what is to be frozen frozen.</param>
/// <param name="Normalization">How a trained model's input is centred and scaled; null for a fresh one, or v/255.</param>
internal sealed record StartingModel(Module Model, Normalization? Normalization)
{
    /// <summary>What a step of its training needs, for people; null where that is not known.</summary>
    public string? Memory { get; init; }

    /// <summary>Whether the last layer of a trained model was made anew.</summary>
    public bool HasNewHead { get; init; }

    /// <summary>Makes or loads it.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="images">The images to learn from.</param>
    /// <param name="budget">What a step may take.</param>
    /// <param name="log">Where a proposed mapping is shown.</param>
    /// <exception cref="UsageException">Options do not fit the model or the data.</exception>
    /// <exception cref="NormSharpException">The model to begin with cannot be loaded, or training it takes too much memory.</exception>
    public static StartingModel Create(TrainRequest request, ImageSet images, TrainingBudget budget, TextWriter log)
    {
        StartingModel start;
        if (request.Transfer.From is { } from)
        {
            start = Load(from, request, images, log);
            start = start with { Memory = MemoryNeed.CheckTraining(request.Model, start.Model.Describe, images.Shape, budget) };
        }
        else
        {
            start = Fresh(request, images, budget);
        }

        if (request.SyncBatchNorm)
        {
            start = start with { Model = SyncBatchNorm.Convert(start.Model, SoloReducer.Instance) };
        }

        request.Transfer.Apply(start.Model);
        return start;
    }

    private static StartingModel Fresh(TrainRequest request, ImageSet images, TrainingBudget budget)
    {
        ImageShape shape = images.Shape;
        ModelOptions options = request.ModelOptions with
        {
            Input = (shape.Channels, shape.Height, shape.Width),
            Classes = images.ClassCount,
            Seed = request.Training.Seed,
        };
        string? memory = null;
        Module model = ModelFactory.Create(
            request.Model, options, outline => memory = MemoryNeed.CheckTraining(request.Model, () => outline, shape, budget));
        return new StartingModel(model, null) { Memory = memory };
    }

    private static StartingModel Load(ModelSource from, TrainRequest request, ImageSet images, TextWriter log)
    {
        LoadedModel loaded = LoadedModel.Load(from, log);
        ModelInput input = loaded.ClassifierInput(images);
        if (input.Shape != images.Shape)
        {
            throw new UsageException(
                $"--from {from.Path} takes images of {input.Shape}, but those of {images.Name} are {images.Shape}");
        }

        Module network = WithLogits(loaded, input.Shape, log);
        if (input.Classes.SequenceEqual(images.ClassNames))
        {
            return new StartingModel(network, input.Normalization);
        }

        try
        {
            return new StartingModel(NewHead.Create(network, images.ClassCount, request.Training.Seed), input.Normalization)
            {
                HasNewHead = true,
            };
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"--from {from.Path}: {exception.Message}", exception);
        }
    }

    /// <summary>The loss of a training takes logits, so that a softmax or sigmoids at the end are left out.</summary>
    private static Module WithLogits(LoadedModel loaded, ImageShape shape, TextWriter log)
    {
        FinalActivation ending = FinalActivation.Of(loaded.Module, [1, shape.Channels, shape.Height, shape.Width]);
        if (ending.Kind != FinalActivationKind.None)
        {
            log.WriteLine(Messages.Of(
                $"note: {loaded.Location.Path} ends in {ending.Kind} ({ending.Name}), which is left out: the loss is computed of logits"));
        }

        return ending.Without(loaded.Module);
    }
}
