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
    private const string Digest = "sha256";

    /// <summary>What may grow when a run is continued.</summary>
    private static readonly string[] Length = ["epochs", "patience"];

    public static JsonObject Create(JsonNode model, DataSplit data, TrainerOptions options, JsonObject? caller) => new()
    {
        ["format"] = 1,
        ["started"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        [Model] = model.DeepClone(),
        [Data] = Describe(data),
        [Options] = options.ToJson(),
        ["seed"] = options.Seed,
        ["caller"] = caller?.DeepClone(),
        ["host"] = HostInfo.Current.ToJson(),
    };

    /// <summary>What is known of the images: names, counts, shapes, digests.</summary>
    public static JsonObject Describe(DataSplit data) => new() { ["train"] = Describe(data.Train), ["test"] = Describe(data.Test) };

    /// <summary>Throws when a run was started with another model, other data or other options than those it is continued with.</summary>
    public static void CheckSame(RunFolder folder, JsonObject given)
    {
        if (!JsonNode.DeepEquals(folder.Run[Model], given[Model]))
        {
            throw new NormSharpException(
                $"{folder.Path}: the run trains another model than the one given; resume it with the model in its run.json");
        }

        CheckData(folder, given[Data]!.AsObject());

        // Through the options of this version, so that one that a run of an older version does not name has its default.
        JsonObject options = Recorded(folder).ToJson();
        JsonObject now = given[Options]!.AsObject();
        if (GoesFurther(folder, given))
        {
            CopyLength(now, options);
        }

        Throw(folder, Options, OptionsComparison.Differences(options, now));
    }

    /// <summary>Whether a run is to have more epochs, or more patience, than it was started with.</summary>
    public static bool GoesFurther(RunFolder folder, JsonObject given)
    {
        TrainerOptions before = Recorded(folder);
        TrainerOptions now = TrainerOptions.FromJson(folder.Path, given[Options]);
        return now.Epochs >= before.Epochs && (now.Epochs > before.Epochs || now.Patience > before.Patience);
    }

    /// <summary>The run's description with the length that is given now.</summary>
    public static JsonObject Extended(RunFolder folder, JsonObject given)
    {
        JsonObject run = folder.Run.DeepClone().AsObject();
        CopyLength(given[Options]!.AsObject(), run[Options]!.AsObject());
        return run;
    }

    private static TrainerOptions Recorded(RunFolder folder) => TrainerOptions.FromJson(folder.Path, folder.Run[Options]);

    private static void CopyLength(JsonObject from, JsonObject to)
    {
        foreach (string name in Length)
        {
            to[name] = from[name]?.DeepClone();
        }
    }

    /// <summary>The name may be another, since data moves; images, labels and classes may not.</summary>
    private static void CheckData(RunFolder folder, JsonObject given)
    {
        foreach ((string part, JsonNode? node) in given)
        {
            if (folder.Run[Data]?[part] is not JsonObject old || node is not JsonObject now)
            {
                continue;
            }

            Throw(folder, Data, OptionsComparison.Differences(
                new JsonObject { [part] = Without(old, "name", Digest) }, new JsonObject { [part] = Without(now, "name", Digest) }));
            if (old[Digest] is { } digest && !JsonNode.DeepEquals(digest, now[Digest]))
            {
                throw new NormSharpException(
                    $"{folder.Path}: cannot be continued, since images or labels of {now["name"]} were changed: their SHA-256 is "
                        + $"{now[Digest]}, was {digest}; bring the data back, or start a new run");
            }
        }
    }

    private static JsonObject Without(JsonObject json, params string[] names)
    {
        JsonObject copy = json.DeepClone().AsObject();
        foreach (string name in names)
        {
            copy.Remove(name);
        }

        return copy;
    }

    private static void Throw(RunFolder folder, string section, IReadOnlyList<string> differences)
    {
        if (differences.Count > 0)
        {
            throw new NormSharpException(
                $"{folder.Path}: cannot be continued with other {section} than it was started with: {string.Join("; ", differences)}");
        }
    }

    private static JsonObject Describe(ImageSet set) => new()
    {
        ["name"] = set.Name,
        ["images"] = set.Count,
        ["shape"] = set.Shape.ToString(),
        ["classes"] = set.ClassCount,
        [Digest] = set.Digest(),
    };
}
