using System.Text.Json.Nodes;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Training;

namespace NormSharp.Diagnosis.Repair;

/// <summary>Another kind of normalization in the place of batch normalization; γ, β and statistics are taken over.</summary>
internal static class Replacements
{
    private const int MostGroups = 32;
    private const int Epochs = 3;
    private const double LearningRate = 0.01;
    private const int UsualBatch = 32;
    private const double ReferenceMomentum = 0.9;

    /// <summary>Group normalization, fine-tuned over the images and their labels; null without labels.</summary>
    public static Patient? GroupNormalization(Patient patient, IReadOnlyList<string> layers)
        => FineTuned(patient, layers, (settings, channels) => new JsonObject
        {
            ["type"] = nameof(GroupNorm),
            ["groups"] = Groups(channels),
            ["channels"] = channels,
            ["epsilon"] = (double)settings["epsilon"]!,
            ["affine"] = (bool)settings["affine"]!,
        });

    /// <summary>Batch renormalization, fine-tuned over the images and their labels; null without labels.</summary>
    public static Patient? BatchRenormalization(Patient patient, IReadOnlyList<string> layers)
        => FineTuned(patient, layers, (_, channels) => new BatchRenorm(channels).Describe());

    /// <summary>
    /// Ghost batch normalization over sub-batches of as many images as were accumulated: one large batch then gives the statistics that the
    /// small ones gave. Evaluation is as before.
    /// </summary>
    public static Patient? GhostBatches(Patient patient, IReadOnlyList<string> layers) => patient with
    {
        Model = Replaced(patient.Model, layers, (settings, _) =>
        {
            var ghost = (JsonObject)settings.DeepClone();
            ghost["type"] = nameof(GhostBatchNorm);
            ghost["sub_batch_size"] = patient.MicroBatch;
            return ghost;
        }),
    };

    private static Patient? FineTuned(Patient patient, IReadOnlyList<string> layers, Func<JsonObject, int, JsonObject> replacement)
    {
        if (patient.Images is not { HasLabels: true } train || patient.Test is not { HasLabels: true } test)
        {
            return null;
        }

        if (!patient.Model.NamedModules().Any(entry => entry.Module.GetType() == typeof(BatchNorm) && layers.Contains(entry.Name)))
        {
            return null;
        }

        Module model = Replaced(patient.Model, layers, replacement);
        var trainer = new Trainer(model, new TrainerOptions
        {
            Epochs = Epochs,
            BatchSize = Math.Min(patient.TrainedBatch, train.Count),
            LearningRate = LearningRate * patient.TrainedBatch / UsualBatch,
            Optimizer = new OptimizerOptions { Momentum = ReferenceMomentum },
            Schedule = new ScheduleOptions { Kind = ScheduleKind.Cosine },
        })
        {
            Backend = patient.Backend,
            Normalization = patient.Normalization,
        };
        trainer.Fit(new DataSplit(train, test), null, patient.Stop);
        return patient with { Model = model };
    }

    private static Module Replaced(Module model, IReadOnlyList<string> layers, Func<JsonObject, int, JsonObject> replacement)
    {
        var tree = new ArchitectureTree(model);
        foreach (JsonObject settings in layers.Select(tree.Find).OfType<JsonObject>()
            .Where(settings => (string?)settings["type"] == nameof(BatchNorm) && settings["channels"] is not null))
        {
            ArchitectureTree.Replace(settings, replacement(settings, (int)settings["channels"]!));
        }

        Module copy = tree.Build();
        ModelRewriting.CopyState(model, copy);
        copy.Evaluate();
        return copy;
    }

    private static int Groups(int channels)
        => Enumerable.Range(1, Math.Min(MostGroups, channels)).Last(
            groups => channels % groups == 0 && (channels / groups > 1 || channels == 1));
}
