namespace NormSharp.Data;

/// <summary>Where data sets with a name are kept: the user's own folder first, then the cache, which downloads fill.</summary>
internal sealed class DataSetStore(string? dataFolder, string cacheFolder, Downloader downloader)
{
    /// <summary>The environment variable that names the user's own folder.</summary>
    public const string DataVariable = "NORMSHARP_DATA";

    private static readonly SocketsHttpHandler Http = new() { ConnectTimeout = TimeSpan.FromSeconds(10) };

    /// <summary>The store of this user: <c>NORMSHARP_DATA</c>, and <c>normsharp</c> in the user's cache folder.</summary>
    public static DataSetStore FromEnvironment()
    {
        string? data = Environment.GetEnvironmentVariable(DataVariable);
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(cache))
        {
            cache = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        }

        return new DataSetStore(string.IsNullOrEmpty(data) ? null : data, Path.Combine(cache, "normsharp"), new Downloader(Http));
    }

    /// <summary>Opens a set, and downloads those of its files that are nowhere.</summary>
    /// <exception cref="DataDownloadException">A file is nowhere and could not be downloaded.</exception>
    /// <exception cref="DataFormatException">A file is damaged.</exception>
    public DataSplit Open(RemoteDataSet set, IProgress<DownloadProgress>? progress) =>
        IdxFolder.Open(FindOwn(set) ?? FetchMissing(set, progress));

    private string? FindOwn(RemoteDataSet set)
    {
        if (dataFolder is null)
        {
            return null;
        }

        string named = Path.Combine(dataFolder, set.Name);
        if (IdxFolder.IsComplete(named))
        {
            return named;
        }

        // MNIST and Fashion-MNIST have the same file names: a folder without a name of its own must hold the right one.
        bool isRight = IdxFolder.IsComplete(dataFolder) && IdxFolder.IsFashion(dataFolder) == (set == RemoteDataSet.FashionMnist);
        return isRight ? dataFolder : null;
    }

    private string FetchMissing(RemoteDataSet set, IProgress<DownloadProgress>? progress)
    {
        string folder = Path.Combine(cacheFolder, set.Name);
        bool isComplete = IdxFolder.IsComplete(folder);
        foreach (RemoteFile file in set.Files)
        {
            string path = Path.Combine(folder, file.Name);
            if (File.Exists(path) ? file.IsWhole(path) : isComplete)
            {
                continue;
            }

            Uri address = new(set.BaseAddress + file.Name);
            try
            {
                downloader.FetchAsync(address, file, folder, progress).GetAwaiter().GetResult();
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                throw new DataDownloadException($"{set.Name}: cannot download {address}: {e.Message.TrimEnd('.')}. Put "
                    + $"{string.Join(", ", set.Files.Select(each => each.Name))} into {folder}, "
                    + $"or set {DataVariable} to a folder that holds them.", e);
            }
        }

        return folder;
    }
}
