using System.Collections.Immutable;
using System.Text.Json.Nodes;
using NormSharp.Data;
using NormSharp.Interop;

namespace NormSharp.Cli.Requests;

/// <summary>A <see cref="ModelSource"/> in <c>run.json</c>, so that a run is continued from what it began with.</summary>
internal static class ModelSourceJson
{
    private const string Arch = "arch";
    private const string Like = "like";
    private const string Map = "map";
    private const string Accepts = "accept_mapping";
    private const string Mean = "mean";
    private const string Deviation = "std";
    private const string Scale = "scale";
    private const string Labels = "labels";
    private const string Input = "input";

    /// <summary>What is said beside the file; null when there is nothing.</summary>
    public static JsonObject? Options(ModelSource source)
    {
        if (source == new ModelSource(source.Path))
        {
            return null;
        }

        InputRequest input = source.Input;
        return new JsonObject
        {
            [Arch] = source.Arch,
            [Like] = source.Like is null ? null : Path.GetFullPath(source.Like),
            [Map] = new JsonArray([.. source.Rules.SelectMany(rule => new JsonNode[] { rule.From, rule.To })]),
            [Accepts] = source.AcceptsMapping,
            [Mean] = Array(input.Mean),
            [Deviation] = Array(input.Deviation),
            [Scale] = input.Scale,
            [Labels] = input.Labels is { } labels ? new JsonArray([.. labels.Select(label => (JsonNode)label)]) : null,
            [Input] = input.Shape is { } shape ? new JsonArray(shape.Channels, shape.Height, shape.Width) : null,
        };
    }

    /// <summary>Reads what <see cref="Options"/> wrote.</summary>
    /// <exception cref="InvalidOperationException">An entry is of another kind.</exception>
    /// <exception cref="FormatException">A list has another length.</exception>
    public static ModelSource Read(string path, JsonNode? json)
    {
        var source = new ModelSource(path);
        if (json is null)
        {
            return source;
        }

        string[] rules = json[Map] is JsonArray map ? [.. map.Select(side => (string)side!)] : [];
        return source with
        {
            Arch = (string?)json[Arch],
            Like = (string?)json[Like],
            Rules = [.. rules.Chunk(2).Select(sides => sides.Length == 2
                ? new NamePattern(sides[0], sides[1])
                : throw new FormatException("a rule without what it renames to"))],
            AcceptsMapping = (bool?)json[Accepts] ?? false,
            Input = new InputRequest
            {
                Mean = Values(json[Mean]),
                Deviation = Values(json[Deviation]),
                Scale = (double?)json[Scale],
                Labels = json[Labels] is JsonArray labels ? [.. labels.Select(label => (string)label!)] : null,
                Shape = json[Input] is JsonArray { Count: 3 } extents
                    ? new ImageShape((int)extents[0]!, (int)extents[1]!, (int)extents[2]!)
                    : null,
            },
        };
    }

    private static JsonArray? Array(ImmutableArray<double>? values)
        => values is { } given ? new JsonArray([.. given.Select(value => (JsonNode)value)]) : null;

    private static ImmutableArray<double>? Values(JsonNode? json)
        => json is JsonArray values ? [.. values.Select(value => (double)value!)] : null;
}
