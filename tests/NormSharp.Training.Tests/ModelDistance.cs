using NormSharp.Layers;

namespace NormSharp.Training.Tests;

/// <summary>Compares models whose trainings differ by rounding.</summary>
internal static class ModelDistance
{
    /// <summary>Every parameter and buffer differs by no more than a share of its own length, as vectors.</summary>
    public static void AssertClose(Module expected, Module actual, double tolerance)
    {
        List<(string Name, float[] Values)> others = Values(actual);
        foreach (((string name, float[] values), int i) in Values(expected).Select((entry, i) => (entry, i)))
        {
            Assert.Equal(name, others[i].Name);
            double difference = Math.Sqrt(values.Zip(others[i].Values, (a, b) => Math.Pow((double)a - b, 2)).Sum());
            double length = Math.Sqrt(values.Sum(value => (double)value * value));
            Expect.True(difference <= tolerance * length, $"{name} differs by {difference / length:G3} of its length");
        }
    }

    private static List<(string Name, float[] Values)> Values(Module model) =>
    [
        .. model.NamedParameters().Select(entry => (entry.Name, entry.Parameter.ToArray())),
        .. model.NamedBuffers().Select(entry => (entry.Name, entry.Buffer.ToArray())),
    ];
}
