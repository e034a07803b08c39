using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.OptionSets;
using NormSharp.Cli.Output;
using NormSharp.Data;
using NormSharp.Imaging;
using Spectre.Console;

namespace NormSharp.Cli.Requests;

/// <summary>Opens data sets, showing downloads, and reads them at once so that a damaged file is found before work begins.</summary>
internal static class DataSource
{
    /// <summary>Opens and reads a set.</summary>
    /// <param name="option">What the user calls it, for messages.</param>
    /// <param name="nameOrPath">A name that is known, or a folder.</param>
    /// <param name="screen">Where a spinner turns meanwhile.</param>
    /// <param name="pictures">How folders of pictures are read; what decodes is set here.</param>
    /// <param name="maxMemory">The most bytes that images may take; nine tenths of what is free when null.</param>
    /// <exception cref="NormSharpException">They need more; nothing was read.</exception>
    /// <exception cref="UsageException">It is neither a known name nor looks like a path.</exception>
    /// <exception cref="DataException">It is missing, damaged or cannot be downloaded.</exception>
    public static DataSplit Open(
        string option, string nameOrPath, Screen screen, PictureOptions? pictures = null, long? maxMemory = null)
    {
        bool isName = DataSets.Names.Contains(nameOrPath);
        if (!isName && !Path.Exists(nameOrPath) && !nameOrPath.Contains('/') && !nameOrPath.Contains(Path.DirectorySeparatorChar))
        {
            throw new UsageException(
                $"{option} is '{nameOrPath}'{Words.DidYouMean(nameOrPath, DataSets.Names)}; expected {Words.Or(DataSets.Names)}, or "
                    + $"the path of a folder or file");
        }

        DataSplit split = screen.Wait($"reading {nameOrPath}", say => Read(nameOrPath, say, Limited(pictures, maxMemory)));
        if (split.HasInnerFolders)
        {
            string advice = Messages.Of($"{PictureOptionSet.NestedClasses} makes each a class of its own");
            split = split with { Remarks = [.. split.Remarks, advice] };
        }

        foreach (string remark in split.Remarks)
        {
            screen.Line($"[dim]{Markup.Escape($"{DataNames.ShortOf(nameOrPath)}: {Messages.Of(remark)}")}[/]");
        }

        return split;
    }

    /// <summary>Opens pictures that nobody has labelled.</summary>
    /// <param name="path">A folder of pictures, or an IDX file.</param>
    /// <param name="screen">Where a spinner turns meanwhile.</param>
    /// <param name="pictures">How pictures are read; what decodes is set here.</param>
    public static ImageSet OpenUnlabelled(string path, Screen screen, PictureOptions? pictures = null)
        => screen.Wait($"reading {path}", say => UnlabelledImages.Open(path, Photos(pictures, path, say)));

    /// <summary>Whether a path holds pictures that nobody has labelled.</summary>
    public static bool IsUnlabelled(string path) => UnlabelledImages.Recognises(path, Photos(null, path, _ => { }));

    /// <summary>Pictures that do not fit are decoded again when they are needed; other images must fit.</summary>
    private static PictureOptions Limited(PictureOptions? pictures, long? maxMemory)
    {
        pictures ??= new PictureOptions();
        return pictures with { MostBytes = MemoryNeed.LimitOf(maxMemory), CacheBytes = maxMemory ?? pictures.CacheBytes };
    }

    private static DataSplit Read(string nameOrPath, Action<string> say, PictureOptions pictures)
    {
        try
        {
            DataSplit split = DataSets.Open(nameOrPath, new DownloadStatus(say), Photos(pictures, nameOrPath, say));
            MemoryLimitException.ThrowIfAbove(nameOrPath, split.BytesToLoad, pictures.MostBytes);
            split.Load();
            return split;
        }
        catch (MemoryLimitException exception)
        {
            throw new CommandException(
                $"{nameOrPath}: its images need {Format.Bytes(exception.Needed)} of memory, and {Format.Bytes(exception.Most)} is the "
                    + $"limit; raise it by {MemoryOption.Name}",
                exception);
        }
        catch (DamagedPictureException exception)
        {
            throw new CommandException(
                $"{exception.Message.TrimEnd('.')}; mend or remove it, or leave damaged pictures out, up to a share, with --skip-bad 0.05",
                exception);
        }
    }

    private static PictureOptions Photos(PictureOptions? pictures, string path, Action<string> say)
        => (pictures ?? new PictureOptions()) with
        {
            Decoder = PhotoDecoder.Instance,
            Progress = (done, total) =>
            {
                if (done % 100 == 0)
                {
                    say(Messages.Of($"reading {path}: {Format.Count(done)} of {Format.Count(total)} pictures"));
                }
            },
        };

    private sealed class DownloadStatus(Action<string> say) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) =>
            say(Messages.Of(
                $"downloading {value.FileName}: {Format.Bytes(value.BytesReceived)} of {Format.Bytes(value.BytesTotal)}"));
    }
}
