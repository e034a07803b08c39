namespace NormSharp.Data;

/// <summary>
/// 28×28 gray pictures of the ten classes of Fashion-MNIST, drawn by this program at first need: for trying things where no data
/// is. Cut, pose, fabric, light and noise of picture <c>n</c> are functions of <c>n</c> alone, the same bytes on every machine.
/// </summary>
public sealed class GarmentSet : ImageSet
{
    /// <summary>The name of the whole set.</summary>
    public const string SplitName = "garments";

    /// <summary>How many training pictures there are.</summary>
    public const int TrainCount = 12_000;

    /// <summary>How many test pictures there are.</summary>
    public const int TestCount = 2_000;

    // Two seeds: the pictures to learn from and those to test with have no random number in common.
    internal const ulong TrainSeed = 0x6761_726D_656E_7473;
    internal const ulong TestSeed = 0x7465_7374_2073_6574;

    private static readonly DataSplit Split = new(new GarmentSet("train", TrainCount, TrainSeed),
        new GarmentSet("test", TestCount, TestSeed));

    private readonly ulong _seed;
    private readonly Lazy<byte[]> _pixels;

    private GarmentSet(string part, int count, ulong seed)
    {
        (Name, Count, _seed) = ($"{SplitName}/{part}", count, seed);
        _pixels = new Lazy<byte[]>(Draw);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override ImageShape Shape => new(1, Canvas.Size, Canvas.Size);

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => IdxFolder.FashionClasses;

    /// <summary>The training and the test pictures; they are drawn once in a process.</summary>
    public static DataSplit Open() => Split;

    /// <inheritdoc/>
    public override int LabelOf(int index)
    {
        CheckIndex(index);
        return Label(index);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Image(int index)
    {
        CheckIndex(index);
        return _pixels.Value.AsSpan(index * Shape.Length, Shape.Length);
    }

    // Every ten pictures show each class once, in an order that changes from ten to ten (7 has no factor in common with 10).
    private static int Label(int index) => ((index % 10 * 7) + (index / 10)) % 10;

    private byte[] Draw()
    {
        const int Length = Canvas.Size * Canvas.Size;
        byte[] pixels = GC.AllocateUninitializedArray<byte>(Count * Length);
        Parallel.For(
            0,
            Count,
            () => new GarmentPainter(),
            (i, _, painter) =>
            {
                painter.Paint(Label(i), _seed, (ulong)i, pixels.AsSpan(i * Length, Length));
                return painter;
            },
            _ => { });
        return pixels;
    }
}
