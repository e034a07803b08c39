namespace NormSharp.Interop.Comparison;

/// <summary>How far a number may be from the expected one: at most <c>Absolute + Relative·|expected|</c>.</summary>
internal readonly record struct Tolerance(double Relative, double Absolute)
{
    /// <summary>Of the tests that come with the ONNX standard.</summary>
    public static Tolerance Standard => new(1e-3, 1e-7);

    /// <summary>Whether a number is near enough; NaN equals NaN, and an infinity only itself.</summary>
    public bool Allows(double expected, double found)
        => expected.Equals(found) || Math.Abs(found - expected) <= Absolute + (Relative * Math.Abs(expected));
}
