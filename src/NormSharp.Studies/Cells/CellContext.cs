using System.Globalization;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Training;

namespace NormSharp.Studies.Cells;

/// <summary>What a cell works with.</summary>
/// <param name="Data">The images, cut to the study's size.</param>
/// <param name="Size">How long to train.</param>
/// <param name="Plan">The scale.</param>
/// <param name="Seed">What everything random is drawn from.</param>
/// <param name="Threads">Threads that compute; the numbers do not depend on it.</param>
/// <param name="Cancellation">Ends the cell, which then leaves nothing.</param>
internal sealed record CellContext(DataSplit Data, StudySize Size, StudyPlan Plan, ulong Seed, int Threads, CancellationToken Cancellation)
{
    /// <summary>The options of a model for these images, drawn from the cell's seed.</summary>
    public ModelOptions ModelOptions => new()
    {
        Input = (Data.Train.Shape.Channels, Data.Train.Shape.Height, Data.Train.Shape.Width),
        Classes = Data.Train.ClassCount,
        Seed = Seed,
    };

    /// <summary>
    /// Training images that are not trained on, so that settings can be chosen by them and the test images left out of it; null for none.
    /// </summary>
    public ImageSet? HeldOut { get; init; }

    /// <summary>A model of the catalogue for these images.</summary>
    public Module Model(string name, Func<ModelOptions, ModelOptions>? options = null)
        => ModelCatalog.Create(name, (options ?? (basis => basis))(ModelOptions));

    /// <summary>
    /// Trains a model, with the accuracy by recalibrated statistics after each epoch where the model has running statistics. A training
    /// that diverges is a result too: it counts as guessing.
    /// </summary>
    public TrainingOutcome Train(Module model, Func<TrainerOptions, TrainerOptions>? options = null)
    {
        var basis = new TrainerOptions
        {
            Epochs = Size.Epochs,
            BatchSize = 256,
            LearningRate = 0.3,
            Seed = Seed,
            Threads = Threads,
            RecalibrateEachEpoch = true,
            RecalibrationBatches = Plan.Choose(8, 20, 40),
        };
        TrainerOptions chosen = (options ?? (o => o))(basis);
        var observer = new EpochList();
        try
        {
            var trainer = new Trainer(model, chosen);
            TrainingSummary summary = trainer.Fit(Data, observer, Cancellation);
            return Outcome(summary) with
            {
                HeldOutAccuracy = HeldOut is null ? null : HeldOutAccuracy(model, HeldOut, trainer.Input!.Normalization),
            };
        }
        catch (TrainingDivergedException)
        {
            return Outcome(null);
        }

        TrainingOutcome Outcome(TrainingSummary? summary) => new(observer.Epochs, summary, chosen.Epochs, 1.0 / Data.Train.ClassCount);
    }

    /// <summary>
    /// The context that trains on all but the last training images, which are held out: the last tenth, at least a batch of 256, at most
    /// half. The same images whatever the seed.
    /// </summary>
    /// <exception cref="NormSharpException">There is one image only.</exception>
    public CellContext HoldOut()
    {
        int count = Data.Train.Count;
        if (count < 2)
        {
            throw new NormSharpException(
                $"{Data.Train.Name}: one training image; to choose a learning rate by held-out images, it takes at least 2");
        }

        int kept = count - Math.Min(count / 2, Math.Max(256, count / 10));
        return this with { Data = Data with { Train = Data.Train.Take(kept) }, HeldOut = Data.Train.Skip(kept) };
    }

    /// <summary>A number as a coordinate's value.</summary>
    public static string Text(double value) => value.ToString("0.#####", CultureInfo.InvariantCulture);

    /// <summary>By the statistics that the training left: recalibrated ones where it recalibrates.</summary>
    private double HeldOutAccuracy(Module model, ImageSet images, Normalization? normalization)
    {
        using var backend = new CpuBackend(Threads);
        return Evaluator.Evaluate(
            model, images, new EvaluationOptions { Normalization = normalization, Backend = backend }, Cancellation).Accuracy;
    }

    private sealed class EpochList : ITrainingObserver
    {
        public List<EpochMetrics> Epochs { get; } = [];

        public void OnEpoch(EpochMetrics epoch) => Epochs.Add(epoch);
    }
}
