namespace NormSharp.Interop.Tests;

/// <summary>Files that others' programs wrote, checked in beside the scripts that made them.</summary>
internal static class Fixture
{
    /// <summary>The path of <c>Fixtures/FOLDER/NAME</c>.</summary>
    public static string File(params string[] parts) => Path.Combine([AppContext.BaseDirectory, "Fixtures", .. parts]);

    /// <summary>The numbers that the scripts put into tensors: 0.5·i − 3, or i for whole numbers.</summary>
    public static double Ramp(ElementType type, long i) => type switch
    {
        ElementType.Bool => i % 2,
        ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16 => (0.5 * i) - 3,
        _ => i,
    };

    /// <summary>A ramp as a tensor holds it.</summary>
    public static double[] Ramp(NamedTensor tensor) => [.. Enumerable.Range(0, (int)tensor.Count).Select(i => Ramp(tensor.ElementType, i))];
}
