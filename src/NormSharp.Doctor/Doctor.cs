using System.Diagnostics;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Diagnosis.Repair;
using NormSharp.Diagnosis.Runs;
using NormSharp.Diagnosis.Static;
using NormSharp.Layers;
using NormSharp.Training;

namespace NormSharp.Diagnosis;

/// <summary>
/// Finds what is wrong with the batch normalization of a model, measures what it costs, and repairs a copy. Every finding has a stable id,
/// which <c>docs/diagnostics.md</c> explains.
/// </summary>
/// <example>
/// <code>
/// Examination seen = Doctor.Examine(model, data.Train, new() { Test = data.Test });
/// RepairResult healthy = Doctor.Repair(model, seen, data.Train, new() { Test = data.Test });
/// </code>
/// </example>
public static class Doctor
{
    private const int DefaultBatch = 32;

    /// <summary>Examines a model; it is left as it is, in evaluation mode.</summary>
    /// <param name="model">The network: it takes [N, C, H, W].</param>
    /// <param name="images">
    /// Images like those of the training; null leaves the rules out that need images. Their labels are looked at only to tell domains
    /// apart from chance (BN036), where the images of <see cref="ExaminationOptions.Test"/> have labels of the same classes.
    /// </param>
    /// <param name="options">How the images are given, and which others to measure outputs on.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="NormSharpException">The images do not fit the model, or cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static Examination Examine(
        Module model, ImageSet? images = null, ExaminationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        long start = Stopwatch.GetTimestamp();
        options ??= new ExaminationOptions();
        using Backend? own = options.Backend is null ? new CpuBackend(Environment.ProcessorCount) : null;
        Patient patient = Admit(model, images, options, own, cancellationToken);
        Examination examination = new Examiner(patient, options).Run();
        return examination with { Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
    }

    /// <summary>
    /// Repairs a copy of a model: each repair is measured before and after, and undone where it harms. The model is left as it is.
    /// </summary>
    /// <param name="model">The network that was examined.</param>
    /// <param name="examination">What was found.</param>
    /// <param name="images">Images like those of the training, to recompute statistics from; labels are not looked at.</param>
    /// <param name="options">How the images are given, and which others to measure outputs on.</param>
    /// <param name="ids">
    /// Ids of findings to mend, or names of repairs such as <c>prune</c>; all that can be mended without changing what was learned when
    /// null.
    /// </param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="NormSharpException">The images do not fit the model, or cannot be read.</exception>
    public static RepairResult Repair(
        Module model,
        Examination examination,
        ImageSet? images = null,
        ExaminationOptions? options = null,
        IReadOnlyCollection<string>? ids = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(examination);
        options ??= new ExaminationOptions();
        using Backend? own = options.Backend is null ? new CpuBackend(Environment.ProcessorCount) : null;
        Patient patient = Admit(model, images, options, own, cancellationToken) with
        {
            Convention = examination.Convention,
            MicroBatch = ImagesOf(examination, "BN006"),
            TrainedBatch = ImagesOf(examination, "BN002"),
        };
        Finding[] chosen =
        [
            .. examination.Findings.Where(
                finding => ids is not null || finding.Severity > FindingSeverity.Note || finding.Id == "BN005"),
        ];
        return Surgery.Repair(patient, chosen, ids);
    }

    /// <summary>Adds what the folder of a run shows to what its model showed.</summary>
    internal static Examination WithRun(Examination seen, RunFolder run) => seen with
    {
        Findings = Assessment.InOrder(seen.Findings.Concat(
            RunRules.Look(run)
                .Where(observation => !IsKnown(observation.Id, seen))
                .Select(observation => Assessment.Of(observation, null, hasImages: false)))),
    };

    /// <summary>Whether the model has shown it: averages that lagged in training are the stale statistics of its end.</summary>
    private static bool IsKnown(string id, Examination seen)
        => id is "BN041" or "BN042" or "BN050" && seen.Findings.Any(finding => finding.Id == "BN030");

    /// <summary>Looks at numbers alone, of a file without an architecture.</summary>
    internal static Examination ExamineState(string name, IReadOnlyList<NormState> norms, string need)
        => Examiner.OfState(name, norms, need);

    /// <summary>How many images passed at once, as a finding of the training says.</summary>
    private static int ImagesOf(Examination examination, string id)
        => examination.Findings.FirstOrDefault(finding => finding.Id == id)?.Measured.GetValueOrDefault("images") is > 0 and double images
            ? (int)images
            : DefaultBatch;

    private static Patient Admit(
        Module model, ImageSet? images, ExaminationOptions options, Backend? own, CancellationToken stop)
        => new(model, options.Normalization)
        {
            Backend = options.Backend ?? own!,
            Images = images is null ? null : Data.ImageSample.Of(images, options.Images),
            Test = (options.Test ?? images) is { } test ? Data.ImageSample.Of(test, options.Images) : null,
            HasTwice = images is not null && options.Test is not null && Data.Domain.AreAlike(images, options.Test),
            InOrder = images,
            Domains = options.Domains is { Count: > 1 } domains
                ? [.. domains.Select(domain => new Data.Domain(
                    domain.Key,
                    Data.ImageSample.Of(domain.Value.Train, options.Images),
                    Data.ImageSample.Of(domain.Value.Test, options.Images))
                {
                    HasTwice = Data.Domain.AreAlike(domain.Value.Train, domain.Value.Test),
                })]
                : null,
            Writable = options.Writable,
            IsOnnx = options.IsOnnx,
            IsKeras = options.IsKeras,
            Stop = stop,
        };
}
