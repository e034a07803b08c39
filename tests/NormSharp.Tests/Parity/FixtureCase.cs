using System.Text.Json.Nodes;

namespace NormSharp.Tests.Parity;

/// <summary>The tensors under one prefix of a fixture file, and the options that made them.</summary>
internal sealed record FixtureCase(FixtureFile File, string Name, JsonObject Options)
{
    public FixtureTensor this[string tensor] => File[$"{Name}/{tensor}"];

    public bool Has(string tensor) => File.Contains($"{Name}/{tensor}");

    /// <summary>An option that is a number, or <paramref name="absent"/> where the script left it out.</summary>
    public double Number(string option, double absent = 0) => Options[option] is { } value ? (double)value : absent;

    public bool Flag(string option) => Options[option] is { } value && (bool)value;

    public string Text(string option) => (string)Options[option]!;

    /// <summary>An option that is a pair, such as (stride height, stride width).</summary>
    public (int Height, int Width) Pair(string option) => ((int)Options[option]![0]!, (int)Options[option]![1]!);
}
