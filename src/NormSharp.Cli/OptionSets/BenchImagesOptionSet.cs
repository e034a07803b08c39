using System.CommandLine;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Data;
using NormSharp.Profiling;

namespace NormSharp.Cli.OptionSets;

/// <summary>The options that say what images a benchmark goes through: noise, unless a data set is named.</summary>
internal sealed class BenchImagesOptionSet
{
    private const int DefaultBatchSize = 256;
    private const int DefaultImages = 4096;

    private readonly Option<int?> _batchSize = NumberOption.AtLeast("--batch-size", 1, $"Images of a batch. Default: {DefaultBatchSize}.");

    private readonly Option<int?> _images = NumberOption.AtLeast(
        "--images", 1, $"How many random images there are to make batches of. Default: {DefaultImages}, or a batch if that is more.");

    private readonly Option<string?> _data = new("--data")
    {
        Description = $"Training images instead of random ones: {string.Join(", ", DataSets.Names)}, or the folder of a data set.",
        HelpName = "NAME|PATH",
    };

    /// <summary>All of them, as help lists them.</summary>
    public IReadOnlyList<Option> All => [_batchSize, _images, _data];

    /// <summary>Images of a batch.</summary>
    public int BatchSize(ParseResult parsed) => parsed.GetValue(_batchSize) ?? DefaultBatchSize;

    /// <summary>Whether the images are those of a data set.</summary>
    public bool ReadsData(ParseResult parsed) => parsed.GetValue(_data) is not null;

    /// <summary>The images.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="usual">The size of random images.</param>
    /// <param name="classes">The classes of random images.</param>
    /// <param name="screen">Where a spinner turns meanwhile.</param>
    /// <exception cref="UsageException">Options contradict each other, or there is no full batch.</exception>
    public ImageSet Open(ParseResult parsed, ImageShape usual, int classes, Screen screen)
    {
        int batchSize = BatchSize(parsed);
        if (parsed.GetValue(_data) is not string data)
        {
            int count = parsed.GetValue(_images) ?? Math.Max(DefaultImages, batchSize);
            CheckBatch(batchSize, count, Messages.Of($"--images is {count}"));
            MemoryNeed.Check($"--images {count}", (double)count * usual.Length / sizeof(float));
            MemoryNeed.CheckTensor($"--images {count}", (double)count * usual.Length);
            return RandomImages.Create(usual, count, classes);
        }

        if (parsed.IsGiven(_images))
        {
            throw new UsageException("--images counts random images, but --data names a data set; choose one");
        }

        ImageSet set = DataSource.Open("--data", data, screen).Train;
        CheckBatch(batchSize, set.Count, Messages.Of($"{set.Name} holds {set.Count} images"));
        return set;
    }

    private static void CheckBatch(int batchSize, int count, string found)
    {
        if (count < batchSize)
        {
            throw new UsageException($"{found}, which does not fill one batch of --batch-size {batchSize}");
        }
    }
}
