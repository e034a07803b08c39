using System.Collections.Immutable;
using System.Text.Json.Nodes;
using NormSharp.Data;
using NormSharp.Interop;
using NormSharp.Serialization;

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
    private const string Reversed = "bgr";
    private const string ChannelsLast = "nhwc";
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
            [Reversed] = input.Reversed,
            [ChannelsLast] = input.ChannelsLast,
            [Labels] = input.Labels is { } labels ? new JsonArray([.. labels.Select(label => (JsonNode)label)]) : null,
            [Input] = input.Shape is { } shape ? new JsonArray(shape.Channels, shape.Height, shape.Width) : null,
        };
    }

    /// <summary>Reads what <see cref="Options"/> wrote.</summary>
    /// <exception cref="ModelFormatException">An entry is of another kind, or a list has another length.</exception>
    public static ModelSource Read(string path, JsonFields? json)
    {
        var source = new ModelSource(path);
        if (json is not { } entries)
        {
            return source;
        }

        return source with
        {
            Arch = entries.OptionalText(Arch),
            Like = entries.OptionalText(Like),
            Rules = Renamings(entries),
            AcceptsMapping = entries.OptionalBool(Accepts) ?? false,
            Input = new InputRequest
            {
                Mean = Values(entries, Mean),
                Deviation = Values(entries, Deviation),
                Scale = entries.OptionalNumber(Scale),
                Reversed = entries.OptionalBool(Reversed) ?? false,
                ChannelsLast = entries.OptionalBool(ChannelsLast) ?? false,
                Labels = entries.Has(Labels) ? [.. entries.Texts(Labels)] : null,
                Shape = entries.Has(Input) ? Extents(entries) : null,
            },
        };
    }

    private static ImmutableArray<NamePattern> Renamings(JsonFields entries)
    {
        IReadOnlyList<string> sides = entries.Has(Map) ? entries.Texts(Map) : [];
        try
        {
            return sides.Count % 2 == 0
                ? [.. sides.Chunk(2).Select(rule => new NamePattern(rule[0], rule[1]))]
                : throw entries.Wrong(Map, "pairs of names");
        }
        catch (ArgumentException)
        {
            throw entries.Wrong(Map, "pairs of names, none of them empty, and as many * on each side");
        }
    }

    private static ImageShape Extents(JsonFields entries)
        => entries.Ints(Input) is [> 0 and int channels, > 0 and int height, > 0 and int width]
            ? new ImageShape(channels, height, width)
            : throw entries.Wrong(Input, "three sizes above 0: channels, height, width");

    private static JsonArray? Array(ImmutableArray<double>? values)
        => values is { } given ? new JsonArray([.. given.Select(value => (JsonNode)value)]) : null;

    private static ImmutableArray<double>? Values(JsonFields entries, string key) => entries.Has(key) ? [.. entries.Numbers(key)] : null;
}
