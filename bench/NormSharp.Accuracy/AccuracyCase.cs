using NormSharp.Primitives;

namespace NormSharp.Accuracy;

/// <summary>A batch whose channels have deviation 1 and means of one size, every other one negative.</summary>
/// <param name="Layout">What kind of batch.</param>
/// <param name="Shape">[N, C, …].</param>
/// <param name="Exponent">The mean is 10 to this power.</param>
internal sealed record AccuracyCase(string Layout, int[] Shape, int Exponent)
{
    /// <summary>The largest power of ten.</summary>
    public const int LargestExponent = 6;

    /// <summary>The layouts: planes behind a convolution, and features behind a linear layer.</summary>
    public static IReadOnlyList<(string Layout, int[] Shape)> Layouts { get; } = [("planes", [32, 32, 28, 28]), ("features", [1024, 256])];

    /// <summary>Every layout at every ratio.</summary>
    public static IReadOnlyList<AccuracyCase> All { get; } =
        [.. Layouts.SelectMany(
            layout => Enumerable.Range(0, LargestExponent + 1)
                .Select(exponent => new AccuracyCase(layout.Layout, layout.Shape, exponent)))];

    public string Name => $"{Layout}-{Exponent}";

    public int Channels => Shape[1];

    public int Spatial => Shape.Skip(2).Aggregate(1, (product, extent) => product * extent);

    /// <summary>The numbers, rounded to float32; what comes after is measured against float64 on these.</summary>
    public float[] Input()
    {
        var random = new Philox(1, (ulong)Exponent);
        double mean = Math.Pow(10, Exponent);
        float[] x = new float[Shape.Aggregate(1, (product, extent) => product * extent)];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = (float)((ChannelOf(i) % 2 == 0 ? mean : -mean) + random.NextNormal());
        }

        return x;
    }

    public int ChannelOf(int element) => element / Spatial % Channels;
}
