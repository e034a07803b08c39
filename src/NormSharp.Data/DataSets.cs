namespace NormSharp.Data;

/// <summary>Opens data sets by name or by path.</summary>
public static class DataSets
{
    /// <summary>The names that <see cref="Open"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["garments", .. RemoteDataSet.All.Select(set => set.Name)];

    /// <summary>Opens a data set.</summary>
    /// <param name="nameOrPath">
    /// <c>garments</c> (drawn on the spot); <c>fashion-mnist</c> or <c>mnist</c>, looked for in the folder that the environment
    /// variable <c>NORMSHARP_DATA</c> names (in it, or in its sub-folder of that name) and in the user's cache folder
    /// (<c>$XDG_CACHE_HOME/normsharp</c>, or <c>normsharp</c> in the local application data), else downloaded there; anything else
    /// is the path of a folder, see <see cref="OpenFolder"/>.
    /// </param>
    /// <param name="progress">Told how far a download is.</param>
    /// <exception cref="DataDownloadException">A known set is not here and could not be downloaded.</exception>
    /// <exception cref="DataFormatException">The folder or one of its files is missing, damaged or of no known kind.</exception>
    /// <param name="pictures">How folders of pictures are read.</param>
    public static DataSplit Open(
        string nameOrPath, IProgress<DownloadProgress>? progress = null, PictureOptions? pictures = null)
    {
        if (nameOrPath == GarmentSet.SplitName)
        {
            return GarmentSet.Open();
        }

        return RemoteDataSet.All.FirstOrDefault(set => set.Name == nameOrPath) is { } known
            ? DataSetStore.FromEnvironment().Open(known, progress)
            : OpenFolder(nameOrPath, pictures);
    }

    /// <summary>
    /// Opens a folder by what it holds: the four IDX files of MNIST or Fashion-MNIST (plain or .gz; <c>classes.txt</c> names classes
    /// that are not theirs, one a line); CIFAR-10's <c>data_batch_N.bin</c> and <c>test_batch.bin</c> (plain or .gz, any number and
    /// length, classes from <c>batches.meta.txt</c>); CIFAR-100's <c>train.bin</c> and <c>test.bin</c>; a split of EMNIST; or
    /// pictures in <c>train/CLASS/</c> and <c>test/CLASS/</c> (and <c>val/CLASS/</c>), or
    /// in <c>CLASS/</c> alone, of which every fifth of each class, in natural order, is kept for testing. A file is a <c>.csv</c> of
    /// <c>path,label</c>, and <c>train</c>, <c>test</c> or <c>val</c> where there is a third column, with paths relative to it; or a
    /// <c>.npz</c> of images and labels.
    /// </summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="pictures">How pictures are read; by default PNG alone, at their own size.</param>
    /// <exception cref="DataFormatException">The folder or one of its files is missing, damaged or of no known kind.</exception>
    public static DataSplit OpenFolder(string path, PictureOptions? pictures = null)
    {
        if (File.Exists(path))
        {
            return OpenFile(path, pictures ?? new PictureOptions());
        }

        if (!Directory.Exists(path))
        {
            throw new DataFormatException(path, $"no such folder, and no data set has this name; known are {string.Join(", ", Names)}.");
        }

        try
        {
            return IdxFolder.Recognises(path) ? IdxFolder.Open(path)
                : CifarFolder.Recognises(path) ? CifarFolder.Open(path)
                : CifarFolder.RecognisesHundred(path) ? CifarFolder.OpenHundred(path)
                : EmnistFolder.Recognises(path) ? EmnistFolder.Open(path)
                : OpenPictures(path, pictures ?? new PictureOptions());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(path, $"cannot be read: {e.Message}", e);
        }
    }

    /// <summary>
    /// Makes a data set of pictures that a program has: their files as streams, each with the name of its class. Every fifth of a class is
    /// kept for testing.
    /// </summary>
    /// <param name="images">The pictures. Each stream is read to its end, and disposed, when it comes.</param>
    /// <param name="pictures">How they are read; by default PNG alone, at their own size.</param>
    /// <param name="name">What the set is called in reports.</param>
    /// <exception cref="ArgumentException">There is no picture, or a label is empty.</exception>
    /// <exception cref="DataException">A picture is damaged, or none can be kept for testing.</exception>
    public static DataSplit FromImages(
        IEnumerable<(Stream Image, string Label)> images, PictureOptions? pictures = null, string name = "images")
    {
        ArgumentNullException.ThrowIfNull(images);
        var files = new List<SourcePicture>();
        foreach ((Stream image, string label) in images)
        {
            using (image)
            {
                ArgumentException.ThrowIfNullOrWhiteSpace(label);
                var memory = new MemoryStream();
                image.CopyTo(memory);
                byte[] bytes = memory.ToArray();
                files.Add(new SourcePicture($"{name}, picture {files.Count + 1}", ComposedName.Of(label), () => bytes));
            }
        }

        return files.Count > 0
            ? PictureData.Open(new PictureParts { Name = name, Place = name, Train = files }, pictures ?? new PictureOptions())
            : throw new ArgumentException("there is no picture to make a data set of", nameof(images));
    }

    private static DataSplit OpenFile(string path, PictureOptions options) =>
        PictureList.Recognises(path) ? PictureData.Open(PictureList.Read(path), options)
        : Path.GetExtension(path).Equals(".npz", StringComparison.OrdinalIgnoreCase) ? NpzFile.Open(path, options.MostBytes)
        : EmnistFolder.Recognises(path) ? EmnistFolder.Open(path)
        : throw new DataFormatException(
            path, "is a file; a data set is a folder, a .csv that names pictures and classes, or a .npz of images and labels.");

    private static DataSplit OpenPictures(string path, PictureOptions options) => ImageFolder.Find(path, options) is { } parts
        ? PictureData.Open(parts, options)
        : throw new DataFormatException(path, "holds no data set: no train-images-idx3-ubyte(.gz), no data_batch_1.bin(.gz), and no "
            + $"picture ({string.Join(", ", options.Decoder.Extensions)}) in train/CLASS/ or CLASS/.");
}
