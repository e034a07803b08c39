using NormSharp.Primitives;

namespace NormSharp.Data;

/// <summary>
/// Makes batches of floats from a set of bytes, by number: batch <c>b</c> of epoch <c>e</c> is the same whatever was loaded before,
/// so that training can resume anywhere. The order of an epoch depends on (seed, epoch) alone, the augmentation of an image on
/// (seed, epoch, image) alone.
/// </summary>
/// <remarks>
/// Once warm, <see cref="Load(int, int, ImageBatch)"/> allocates nothing. An instance serves one thread at a time, since it keeps the order
/// of the epoch that it served last; several loaders may share a set.
/// </remarks>
public sealed class BatchLoader
{
    // Keeps these streams apart from those of whoever else draws from the same seed.
    private const ulong SeedMask = 0x6C6F_6164_6572_0001;

    /// <summary>How many images ahead are prefetched: shuffled, each comes from a place of memory that nothing foresees.</summary>
    private const int Ahead = 4;

    /// <summary>Where in an image's stream the numbers of crops and colours begin, far after those of shift and mirror.</summary>
    private const ulong PictureNumbers = 1 << 16;

    /// <summary>Where those of mixing begin.</summary>
    private const ulong MixNumbers = 1 << 20;

    private readonly BatchLoaderOptions _options;
    private readonly Augmenter? _augmenter;
    private readonly PictureAugmenter? _pictures;
    private readonly PixelTable _table;
    private readonly int[] _order;
    private readonly BalancedOrder? _balanced;
    private readonly double _mixup;
    private readonly float[] _partner;
    private int _orderEpoch = -1;

    /// <summary>Creates a loader; reads nothing yet.</summary>
    /// <param name="set">The images.</param>
    /// <param name="options">How batches are made.</param>
    /// <exception cref="ArgumentException">The batch size or the shift is out of range, or the normalization does not fit the
    /// channels.</exception>
    public BatchLoader(ImageSet set, BatchLoaderOptions options)
    {
        if (options.BatchSize < 1)
        {
            throw new ArgumentException($"The batch size is {options.BatchSize}; it must be at least 1.", nameof(options));
        }

        if (options.LastBatch == LastBatch.Drop && set.Count < options.BatchSize)
        {
            throw new ArgumentException($"{set.Name} holds {set.Count} images, no full batch of {options.BatchSize}, "
                + "and batches that are not full are left out.", nameof(options));
        }

        ImageShape shape = set.Shape;
        Normalization normalization = options.Normalization ?? Normalization.Identity(shape.Channels);
        normalization.Check(shape.Channels);
        (Set, _options) = (set, options);
        _table = new PixelTable(normalization);
        _augmenter = options.Augmentation is { } augmentation ? new Augmenter(augmentation, shape) : null;
        _pictures = options.Augmentation is { ChangesPictures: true } changes ? new PictureAugmenter(changes, shape) : null;
        _order = [.. Enumerable.Range(0, set.Count)];
        _balanced = options.SampleClassesEvenly ? new BalancedOrder(set) : null;
        _mixup = options.Augmentation?.Mixup ?? 0;
        _partner = _mixup > 0 ? new float[shape.Length] : [];
    }

    /// <summary>The images.</summary>
    public ImageSet Set { get; }

    /// <summary>How many batches an epoch has: ⌈count / batch size⌉, or ⌊…⌋ when what does not fill one is left out.</summary>
    public int BatchesPerEpoch
        => (int)((Set.Count + (_options.LastBatch == LastBatch.Drop ? 0L : _options.BatchSize - 1)) / _options.BatchSize);

    /// <summary>How many images an epoch uses.</summary>
    public int ImagesPerEpoch => _options.LastBatch == LastBatch.Drop ? BatchesPerEpoch * _options.BatchSize : Set.Count;

    /// <summary>How many images a batch of an epoch has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such batch.</exception>
    public int CountOf(int batch) => (uint)batch < (uint)BatchesPerEpoch
        ? StartOf(batch + 1) - StartOf(batch)
        : throw new ArgumentOutOfRangeException(nameof(batch), batch, $"An epoch of {Set.Name} has batches 0 to {BatchesPerEpoch - 1}.");

    /// <summary>Memory for one batch, to be filled again and again.</summary>
    public ImageBatch CreateBatch() => new(Set.Shape, Math.Min(_options.BatchSize, Set.Count));

    /// <summary>Fills a batch.</summary>
    /// <param name="epoch">Which epoch, from 0.</param>
    /// <param name="batch">Which batch of it, from 0 to <see cref="BatchesPerEpoch"/> − 1.</param>
    /// <param name="destination">The memory to fill: the set's image size, and room for the batch.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such epoch or batch.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another image size or too little room.</exception>
    /// <exception cref="DataException">The images had to be read for this, and could not be.</exception>
    public void Load(int epoch, int batch, ImageBatch destination) => Load(epoch, batch, 0, 1, destination);

    /// <summary>Fills a batch with a part of one: its images in order, cut into parts that are equally large to within one image.</summary>
    /// <param name="epoch">Which epoch, from 0.</param>
    /// <param name="batch">Which batch of it, from 0 to <see cref="BatchesPerEpoch"/> − 1.</param>
    /// <param name="part">Which part of the batch, from 0.</param>
    /// <param name="parts">Into how many parts it is cut; where there are more than images, some are empty.</param>
    /// <param name="destination">The memory to fill: the set's image size, and room for the part.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such epoch, batch or part.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another image size or too little room.</exception>
    /// <exception cref="DataException">The images had to be read for this, and could not be.</exception>
    public void Load(int epoch, int batch, int part, int parts, ImageBatch destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        int images = CountOf(batch);
        if (parts < 1 || (uint)part >= (uint)parts)
        {
            throw new ArgumentOutOfRangeException(nameof(part), part, $"There is no part {part} of {parts} in a batch of {images} images.");
        }

        int first = StartOf(batch);
        int start = first + (int)((long)part * images / parts);
        int count = first + (int)((long)(part + 1) * images / parts) - start;
        ImageShape shape = Set.Shape;
        if (destination.Shape != shape || destination.Capacity < count)
        {
            throw new ArgumentException($"A batch of {count} images of {shape} does not fit memory for "
                + $"{destination.Capacity} of {destination.Shape}.", nameof(destination));
        }

        Shuffle(epoch);
        destination.Count = count;
        Span<float> pixels = destination.Pixels;
        for (int i = 0; i < count; i++)
        {
            if (i + Ahead < count && _pictures is null && !Set.IsSlow)
            {
                Cache.Prefetch(Set.Image(_order[start + i + Ahead]));
            }

            int index = _order[start + i];
            destination.Labels[i] = Set.LabelOf(index);

            // What comes more than once in an epoch is not changed alike.
            ulong stream = AugmentationStream(epoch, _balanced is null ? index : start + i);
            Span<float> image = pixels.Slice(i * shape.Length, shape.Length);
            Convert(Varied(index, stream), image, shape);
            if (_mixup > 0)
            {
                var mixup = Mixup.Draw(Set.Count, _mixup, new Philox(_options.Seed ^ SeedMask, stream, MixNumbers));
                destination.Mix(i, Set.LabelOf(mixup.Partner), mixup.Share);
                Convert(Varied(mixup.Partner, AugmentationStream(epoch, mixup.Partner)), _partner, shape);
                Mix(image, _partner, mixup.Share);
            }
        }
    }

    /// <summary>The bytes of an image as this epoch has them; valid until the next call.</summary>
    private ReadOnlySpan<byte> Varied(int index, ulong stream)
    {
        ReadOnlySpan<byte> image = _pictures is null
            ? Set.Image(index)
            : _pictures.Apply(Set, index, new Philox(_options.Seed ^ SeedMask, stream, PictureNumbers));
        return _augmenter is null ? image : _augmenter.Apply(image, new Philox(_options.Seed ^ SeedMask, stream));
    }

    /// <summary>image·share + partner·(1 − share), products and sum rounded one after the other.</summary>
    private static void Mix(Span<float> image, ReadOnlySpan<float> partner, float share)
    {
        float rest = 1 - share;
        for (int i = 0; i < image.Length; i++)
        {
            float kept = image[i] * share;
            float added = partner[i] * rest;
            image[i] = kept + added;
        }
    }

    private int StartOf(int batch)
        => _options.LastBatch == LastBatch.Even
            ? (int)((long)batch * Set.Count / BatchesPerEpoch)
            : (int)Math.Min((long)batch * _options.BatchSize, Set.Count);

    // Orders use the streams of even number, augmentations those of odd number: 2³¹ epochs and 2³¹ images never meet.
    private static ulong OrderStream(int epoch) => (ulong)epoch << 1;

    private static ulong AugmentationStream(int epoch, int index) => ((ulong)epoch << 32) | ((ulong)index << 1) | 1;

    private void Shuffle(int epoch)
    {
        if (!_options.Shuffle || epoch == _orderEpoch)
        {
            return;
        }

        var random = new Philox(_options.Seed ^ SeedMask, OrderStream(epoch));
        _orderEpoch = epoch;
        if (_balanced is not null)
        {
            _balanced.Fill(_order, random);
            return;
        }

        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }

        random.Shuffle(_order.AsSpan());
    }

    private void Convert(ReadOnlySpan<byte> image, Span<float> destination, ImageShape shape)
    {
        int plane = shape.PlaneLength;
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            _table.Convert(channel, image.Slice(channel * plane, plane), destination.Slice(channel * plane, plane));
        }
    }
}
