using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Studies;

namespace NormSharp.Cli.Requests;

/// <summary>Refuses a study whose trainings cannot fit into memory side by side, before any is begun.</summary>
internal static class StudyNeed
{
    /// <summary>Throws when it needs more memory than it may.</summary>
    /// <param name="study">The study.</param>
    /// <param name="plan">Scale and seeds.</param>
    /// <param name="images">The images to learn from.</param>
    /// <param name="threads">Runs side by side.</param>
    /// <param name="limit">The most bytes.</param>
    /// <exception cref="NormSharpException">It needs more; the message has both numbers.</exception>
    public static void Check(Study study, StudyPlan plan, ImageSet images, int threads, long limit)
    {
        ImageShape shape = images.Shape;
        var options = new ModelOptions { Input = (shape.Channels, shape.Height, shape.Width), Classes = images.ClassCount };
        int runs = Math.Min(threads, study.Grid(plan).Count() * plan.SeedsFor(study.DefaultSeedCount).Count);
        int batch = Math.Min(study.LargestBatch, images.Count);
        var size = ModelSize.Of(
            ModelOutline.Of(() => study.LargestNetwork(options).Describe()), [[batch, shape.Channels, shape.Height, shape.Width]]);
        double bytes = (double)size.TrainingBytes * runs;
        if (bytes > limit)
        {
            throw new CommandException(
                $"study {study.Name}: for {batch} images of {shape} at once, in {runs} runs side by side, it needs "
                    + $"{Format.Bytes(bytes)} of memory, and {Format.Bytes(limit)} is the limit; raise it by {MemoryOption.Name}, or run "
                    + $"fewer by --threads");
        }
    }
}
