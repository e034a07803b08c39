using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Guarded;

/// <summary>
/// One draw of a walk: its random numbers, its operands between protected pages, its team. The same seed gives the same case with
/// operands at the other end of their pages.
/// </summary>
internal sealed unsafe class GuardedCase : IDisposable
{
    private static readonly int[] Around = [7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 48, 64, 65];

    private readonly bool _atEnd;
    private readonly GuardedJournal _journal;
    private readonly GuardedScratch _scratch;
    private readonly List<GuardedRegion> _regions = [];

    public GuardedCase(int seed, bool atEnd, GuardedJournal journal)
    {
        _atEnd = atEnd;
        _journal = journal;
        Random = new System.Random(seed);
        _scratch = new GuardedScratch(atEnd);
        MachineDescription machine = MachineDescription.Current;
        Machine = Random.Next(3) == 0 ? machine with { Caches = new(64, 8 << 10, 64 << 10, 256 << 10, 1) } : machine;
        Team = new ThreadTeam(Random.Next(4) == 0 ? 3 : 1, Machine, _scratch);
    }

    /// <summary>Draws of this case alone.</summary>
    public System.Random Random { get; }

    /// <summary>This machine, or one with small caches, on which kernels take their ways for distant memory.</summary>
    public MachineDescription Machine { get; }

    /// <summary>Threads with guarded scratch memory.</summary>
    public ThreadTeam Team { get; }

    /// <summary>Says what comes next, for the report of a process that ends.</summary>
    /// <param name="kernel">Class and method.</param>
    /// <param name="way">Algorithm and sizes.</param>
    public void Say(string kernel, string way) =>
        _journal.Write(kernel, $"{way}, operands at the {(_atEnd ? "end" : "beginning")} of their pages");

    /// <summary>Counts a call of an algorithm.</summary>
    /// <param name="algorithm">The pass, an equals sign, the name.</param>
    public void Note(string algorithm) => _journal.Algorithms[algorithm] = _journal.Algorithms.GetValueOrDefault(algorithm) + 1;

    /// <summary>Whether the operands of this case are small enough to be walked quickly.</summary>
    public static bool IsSmall(params ReadOnlySpan<int> extents) => SizeLimits.Product(extents) <= 1 << 16;

    /// <summary>An extent: mostly small, or around the lengths of vectors.</summary>
    public int Extent(int least = 1, int most = 65)
    {
        int extent = Random.Next(3) switch
        {
            0 => Random.Next(1, 6),
            1 => Around[Random.Next(Around.Length)],
            _ => Random.Next(1, 30),
        };
        return Math.Clamp(extent, least, most);
    }

    /// <summary>One of a list.</summary>
    public T Any<T>(params ReadOnlySpan<T> choices) => choices[Random.Next(choices.Length)];

    /// <summary>One of an enumeration.</summary>
    public T Any<T>()
        where T : struct, Enum => Any(Enum.GetValues<T>());

    /// <summary>An activation.</summary>
    public Activation AnyActivation() => new(Any<ActivationKind>());

    /// <summary>True in half of all draws.</summary>
    public bool Coin() => Random.Next(2) == 0;

    /// <summary>Floats between −1 and 1.</summary>
    public Span<float> Floats(int length)
    {
        Span<float> span = Take<float>(length);
        foreach (ref float value in span)
        {
            value = (2 * Random.NextSingle()) - 1;
        }

        return span;
    }

    /// <summary>Doubles between ½ and 1½.</summary>
    public Span<double> Doubles(int length)
    {
        Span<double> span = Take<double>(length);
        foreach (ref double value in span)
        {
            value = 0.5 + Random.NextDouble();
        }

        return span;
    }

    /// <summary>Whole numbers from 0 to below an end.</summary>
    public Span<int> Integers(int length, int end)
    {
        Span<int> span = Take<int>(length);
        foreach (ref int value in span)
        {
            value = Random.Next(end);
        }

        return span;
    }

    /// <summary>Floats, or none in half of all draws.</summary>
    public Span<float> FloatsOrNone(int length) => Coin() ? Floats(length) : default;

    /// <summary>Compares what lies between operands and protected pages.</summary>
    public void Check() => _regions.ForEach(region => region.Check());

    public void Dispose()
    {
        Team.Dispose();
        _scratch.Dispose();
        _regions.ForEach(region => region.Dispose());
    }

    private Span<T> Take<T>(int length)
        where T : unmanaged
    {
        if (length == 0)
        {
            return default;
        }

        var region = new GuardedRegion((nuint)length * (nuint)sizeof(T), _atEnd, (nuint)sizeof(T));
        _regions.Add(region);
        return new Span<T>(region.Start, length);
    }
}
