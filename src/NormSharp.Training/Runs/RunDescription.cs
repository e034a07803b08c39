using System.Globalization;
using System.Text.Json.Nodes;
using NormSharp.Data;

namespace NormSharp.Training;

/// <summary>The content of <c>run.json</c>: what was trained on what, with which options, by which version on which machine.</summary>
internal static class RunDescription
{
    private const string Model = "model";
    private const string Data = "data";
    private const string Options = "options";

    public static JsonObject Create(JsonNode model, DataSplit data, TrainerOptions options, JsonObject? caller) => new()
    {
        ["format"] = 1,
        ["started"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        [Model] = model.DeepClone(),
        [Data] = new JsonObject { ["train"] = Describe(data.Train), ["test"] = Describe(data.Test) },
        [Options] = options.ToJson(),
        ["seed"] = options.Seed,
        ["caller"] = caller?.DeepClone(),
        ["host"] = HostInfo.Current.ToJson(),
    };

    /// <summary>Throws when a run was started with another model, other data or other options than those it is continued with.</summary>
    public static void CheckSame(RunFolder folder, JsonObject given)
    {
        if (!JsonNode.DeepEquals(folder.Run[Model], given[Model]))
        {
            throw new NormSharpException(
                $"{folder.Path}: the run trains another model than the one given; resume it with the model in its run.json");
        }

        foreach (string section in new[] { Data, Options })
        {
            IReadOnlyList<string> differences =
                OptionsComparison.Differences(folder.Run[section] as JsonObject ?? [], given[section]!.AsObject());
            if (differences.Count > 0)
            {
                throw new NormSharpException(
                    $"{folder.Path}: cannot be continued with other {section} than it was started with: {string.Join("; ", differences)}");
            }
        }
    }

    private static JsonObject Describe(ImageSet set) => new()
    {
        ["name"] = set.Name,
        ["images"] = set.Count,
        ["shape"] = set.Shape.ToString(),
        ["classes"] = set.ClassCount,
    };
}
