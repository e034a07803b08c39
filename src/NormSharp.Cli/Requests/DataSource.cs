using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;
using NormSharp.Data;

namespace NormSharp.Cli.Requests;

/// <summary>Opens data sets, showing downloads, and reads them at once so that a damaged file is found before work begins.</summary>
internal static class DataSource
{
    /// <summary>Opens and reads a set.</summary>
    /// <param name="option">What the user calls it, for messages.</param>
    /// <param name="nameOrPath">A name that is known, or a folder.</param>
    /// <param name="screen">Where a spinner turns meanwhile.</param>
    /// <exception cref="UsageException">It is neither a known name nor looks like a path.</exception>
    /// <exception cref="DataException">It is missing, damaged or cannot be downloaded.</exception>
    public static DataSplit Open(string option, string nameOrPath, Screen screen)
    {
        bool isName = DataSets.Names.Contains(nameOrPath);
        if (!isName && !Path.Exists(nameOrPath) && !nameOrPath.Contains('/') && !nameOrPath.Contains(Path.DirectorySeparatorChar))
        {
            throw new UsageException(
                $"{option} is '{nameOrPath}'{Words.DidYouMean(nameOrPath, DataSets.Names)}; expected {Words.Or(DataSets.Names)}, or "
                    + "the path of a folder");
        }

        return screen.Wait($"reading {nameOrPath}", say =>
        {
            DataSplit split = DataSets.Open(nameOrPath, new DownloadStatus(say));
            split.Load();
            return split;
        });
    }

    private sealed class DownloadStatus(Action<string> say) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) =>
            say($"downloading {value.FileName}: {Format.Bytes(value.BytesReceived)} of {Format.Bytes(value.BytesTotal)}");
    }
}
