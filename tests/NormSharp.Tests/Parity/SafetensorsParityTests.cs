using NormSharp.Serialization;

namespace NormSharp.Tests.Parity;

/// <summary>The library's reader and the tests' own, which share no code, find the same numbers in every fixture.</summary>
public sealed class SafetensorsParityTests
{
    public static TheoryData<string> Files { get; } = new(
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures"), "*.safetensors")
            .Select(f => Path.GetFileNameWithoutExtension(f)!));

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_tensor_reads_the_same(string name)
    {
        FixtureFile expected = FixtureFile.Load(name);
        using SafetensorsFile actual = SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "Fixtures", name + ".safetensors"));
        Assert.Equal(expected.Names.Order(), actual.Tensors.Keys.Order());
        foreach (SafetensorsEntry entry in actual.Tensors.Values)
        {
            FixtureTensor tensor = expected[entry.Name];
            Assert.Equal(tensor.Shape, entry.Shape.Select(size => (int)size));
            Assert.Equal(tensor.Values, Widen(actual, entry));
        }
    }

    private static IEnumerable<double> Widen(SafetensorsFile file, SafetensorsEntry entry) => entry.ElementType switch
    {
        "F32" => file.ReadSingle(entry.Name).Select(value => (double)value),
        "F64" => file.ReadDouble(entry.Name),
        _ => file.ReadInt64(entry.Name).Select(value => (double)value),
    };
}
