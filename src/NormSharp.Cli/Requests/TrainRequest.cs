using NormSharp.Data;
using NormSharp.Models;
using NormSharp.Training;

namespace NormSharp.Cli.Requests;

/// <summary>All that decides a run of <c>train</c>.</summary>
/// <param name="Model">A name of the catalogue, or what a model to begin with is called.</param>
/// <param name="ModelOptions">How it is built; image size and classes are the data's.</param>
/// <param name="Data">A known set, or a folder.</param>
/// <param name="Limit">How many training images are taken; null for all.</param>
/// <param name="Training">How it is trained.</param>
internal sealed record TrainRequest(string Model, ModelOptions ModelOptions, string Data, int? Limit, TrainerOptions Training)
{
    /// <summary>The model without options.</summary>
    public const string DefaultModel = "lenet-bn";

    /// <summary>The data without options.</summary>
    public const string DefaultData = "garments";

    /// <summary>The classes that are taken, in the order of their new labels; null for all.</summary>
    public IReadOnlyList<int>? Classes { get; init; }

    /// <summary>The epochs of the run that is to have more of them; null where none is.</summary>
    public int? EpochsBefore { get; init; }

    /// <summary>How a folder of pictures is read.</summary>
    public PictureOptions Pictures { get; init; } = new();

    /// <summary>From what the training begins, and what is frozen.</summary>
    public TransferRequest Transfer { get; init; } = TransferRequest.None;

    /// <summary>Whether batch normalization takes its statistics over all shards.</summary>
    public bool SyncBatchNorm { get; init; }
}
