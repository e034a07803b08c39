namespace NormSharp.Tests.Parity;

/// <summary>A tensor of a fixture.</summary>
internal sealed record FixtureTensor(int[] Shape, double[] Values)
{
    /// <summary>The values as float32: exact for inputs.</summary>
    public float[] Floats => [.. Values.Select(value => (float)value)];

    /// <summary>The values as class labels.</summary>
    public int[] Integers => [.. Values.Select(value => checked((int)value))];

    /// <summary>The only value.</summary>
    public double Scalar => Values.Single();
}
