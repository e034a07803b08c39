namespace NormSharp.Data;

/// <summary>Makes a data set of pictures that were found.</summary>
internal sealed class PictureData
{
    private const int HeldOutEvery = 5;
    private static readonly int[] UsualSizes = [64, 32];

    private readonly PictureOptions _options;
    private readonly PictureParts _parts;
    private readonly List<string> _remarks = [];
    private readonly List<(SourcePicture File, DataException Error)> _bad = [];
    private long _room;
    private int _done;

    private PictureData(PictureParts parts, PictureOptions options)
    {
        (_parts, _options) = (parts, options);
        _room = options.CacheBytes ?? (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);
    }

    /// <summary>Decodes all pictures and prepares them to one size.</summary>
    /// <exception cref="DamagedPictureException">More pictures are damaged than the options allow.</exception>
    /// <exception cref="DataException">A part has no picture.</exception>
    public static DataSplit Open(PictureParts parts, PictureOptions options)
    {
        options.Check();
        return new PictureData(parts, options).Open();
    }

    /// <summary>Decodes pictures that nobody has labelled.</summary>
    public static ImageSet OpenUnlabelled(PictureParts parts, PictureOptions options)
    {
        options.Check();
        var data = new PictureData(parts, options);
        PictureReader reader = data.ReaderFor(data.Readable(parts.Train));
        return data.Decode(parts.Name, parts.Train, ["unknown"], reader, keepsSources: false);
    }

    private DataSplit Open()
    {
        ImageShape[] shapes = Readable([.. _parts.Train, .. _parts.Test, .. _parts.Validation]);
        PictureReader reader = ReaderFor(shapes);
        string[] classes =
        [
            .. _parts.Train.Concat(_parts.Test).Concat(_parts.Validation)
                .Select(file => file.Class).Distinct().Order(NaturalOrder.Instance),
        ];
        (IReadOnlyList<SourcePicture> train, IReadOnlyList<SourcePicture> test) = _parts.Test.Count > 0
            ? (_parts.Train, _parts.Test)
            : HoldOut(_parts.Train);
        if (test.Count == 0)
        {
            throw new DataFormatException(_parts.Place, "holds no image for testing; expected train/CLASS/ and test/CLASS/, or CLASS/ "
                + $"with at least {HeldOutEvery} files in a class.");
        }

        PictureSet trainSet = Decode($"{_parts.Name}/train", train, classes, reader, keepsSources: true);
        PictureSet testSet = Decode($"{_parts.Name}/test", test, classes, reader, keepsSources: false);
        PictureSet? validation = _parts.Validation.Count == 0
            ? null
            : Decode($"{_parts.Name}/validation", _parts.Validation, classes, reader, keepsSources: false);
        CheckBad(shapes.Length);
        return new DataSplit(trainSet, testSet)
        {
            Validation = validation,
            HasInnerFolders = _parts.HasInnerFolders,
            Remarks = [.. _parts.Remarks, .. _remarks, .. _parts.LeftOut.ToRemarks()],
        };
    }

    /// <summary>The size of each picture whose header can be read.</summary>
    private ImageShape[] Readable(IReadOnlyList<SourcePicture> files)
    {
        var shapes = new ImageShape?[files.Count];
        Parallel.For(0, files.Count, i =>
        {
            try
            {
                shapes[i] = _options.Decoder.ReadShape(files[i].Name, files[i].Bytes());
            }
            catch (DataException)
            {
                // Decoding says it again.
            }
        });
        return [.. shapes.OfType<ImageShape>()];
    }

    private PictureReader ReaderFor(ImageShape[] shapes)
    {
        if (shapes.Length == 0)
        {
            // Decoding the first says what is wrong with it.
            _options.Decoder.Decode(_parts.Train[0].Name, _parts.Train[0].Bytes());
            throw new DataFormatException(_parts.Place, "holds no picture that can be read.");
        }

        if (_options.Shape is { } wanted)
        {
            return new PictureReader(wanted, _options.Decoder);
        }

        int channels = _options.Channels ?? (shapes.All(shape => shape.Channels == 1) ? 1 : 3);
        if (_options.Size is int size)
        {
            return new PictureReader(new ImageShape(channels, size, size), _options.Decoder);
        }

        if (shapes.All(shape => (shape.Height, shape.Width) == (shapes[0].Height, shapes[0].Width)))
        {
            return new PictureReader(shapes[0] with { Channels = channels }, _options.Decoder);
        }

        int[] shorter = [.. shapes.Select(shape => Math.Min(shape.Height, shape.Width)).Order()];
        int typical = shorter[shorter.Length / 2];
        int side = UsualSizes.FirstOrDefault(usual => usual <= typical, UsualSizes[^1]);
        _remarks.Add($"the pictures are of different sizes, their shorter sides {shorter[0]} to {shorter[^1]} pixels; all are made "
            + $"{side}×{side}: the shorter side is scaled and the middle taken");
        return new PictureReader(new ImageShape(channels, side, side), _options.Decoder);
    }

    private PictureSet Decode(
        string name, IReadOnlyList<SourcePicture> files, IReadOnlyList<string> classes, PictureReader reader, bool keepsSources)
    {
        var pictures = new DecodedPicture?[files.Count];
        Parallel.For(0, files.Count, i =>
        {
            try
            {
                pictures[i] = Kept(reader.Read(files[i]), keepsSources);
            }
            catch (DataException exception)
            {
                lock (_bad)
                {
                    _bad.Add((files[i], exception));
                }
            }

            int done = Interlocked.Increment(ref _done);
            _options.Progress?.Invoke(done, _parts.Train.Count + _parts.Test.Count + _parts.Validation.Count);
        });
        int[] good = [.. Enumerable.Range(0, files.Count).Where(i => pictures[i] is not null)];
        if (good.Length == 0)
        {
            throw _bad.Count == 0
                ? new DataFormatException(_parts.Place, $"holds no picture for {name}.")
                : _bad.OrderBy(entry => entry.File.Name, NaturalOrder.Instance).First().Error;
        }

        return new PictureSet(name, [.. good.Select(i => files[i])], [.. good.Select(i => pictures[i]!)], classes, reader);
    }

    /// <summary>What of a decoded picture fits into the memory that is left.</summary>
    private DecodedPicture Kept(DecodedPicture picture, bool keepsSources)
    {
        bool isOne = ReferenceEquals(picture.View, picture.Source!.Planes);
        bool view = Take(picture.View!.Length);
        bool source = keepsSources && view && (isOne || Take(picture.Source.Planes.Length));
        return new DecodedPicture(view ? picture.View : null, source ? picture.Source : null, picture.IsResized, picture.Hash);
    }

    private bool Take(int bytes)
    {
        if (Interlocked.Add(ref _room, -bytes) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref _room, bytes);
        return false;
    }

    private void CheckBad(int readable)
    {
        if (_bad.Count == 0)
        {
            return;
        }

        (SourcePicture file, DataException error) = _bad.OrderBy(entry => entry.File.Name, NaturalOrder.Instance).First();
        double share = (double)_bad.Count / _done;
        if (share > _options.SkipBad)
        {
            throw new DamagedPictureException(
                _bad.Count == 1 ? error.Message : $"{error.Message.TrimEnd('.')}; {_bad.Count} of {_done} pictures are damaged", error);
        }

        foreach ((SourcePicture bad, DataException _) in _bad)
        {
            _parts.LeftOut.Add("damaged", bad.Name == file.Name ? error.Message.TrimEnd('.') : bad.Name);
        }
    }

    /// <summary>Every fifth picture of each class, in natural order, is kept for testing.</summary>
    private (IReadOnlyList<SourcePicture> Train, IReadOnlyList<SourcePicture> Test) HoldOut(IReadOnlyList<SourcePicture> files)
    {
        ILookup<bool, SourcePicture> parts = files
            .GroupBy(file => file.Class)
            .SelectMany(group => group.Select((file, i) => (File: file, IsTest: i % HeldOutEvery == HeldOutEvery - 1)))
            .ToLookup(item => item.IsTest, item => item.File);
        if (parts[true].Any())
        {
            _remarks.Add("there is no test folder: every fifth picture of a class is kept for testing");
        }

        return ([.. parts[false]], [.. parts[true]]);
    }
}
