using System.Text.Json.Nodes;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Data;
using NormSharp.Models;
using NormSharp.Serialization;
using NormSharp.Training;

namespace NormSharp.Cli.Requests;

/// <summary>
/// What <c>train</c> keeps in <c>run.json</c> of how a run was asked for, so that it can be continued from its folder alone.
/// </summary>
internal static class RunOrigin
{
    private const string Caller = "caller";
    private const string Command = "command";
    private const string Train = "train";

    /// <summary>The entry under <c>caller</c>.</summary>
    public static JsonObject ToJson(TrainRequest request)
    {
        ModelOptions model = request.ModelOptions;
        return new JsonObject
        {
            [Command] = Train,
            ["model"] = request.Model,
            ["bn"] = model.BatchNorm is { } placement ? Choices.BatchNorm.NameOf(placement) : null,
            ["norm"] = model.Normalization is { } normalization ? Choices.Normalization.NameOf(normalization) : null,
            ["activation"] = model.Activation is { } activation ? Choices.Activation.NameOf(activation) : null,
            ["pool"] = model.Pool is { } pool ? Choices.Pool.NameOf(pool) : null,
            ["bias"] = model.Bias,
            ["dropout"] = model.Dropout,
            ["padding"] = model.Padding,
            ["shortcut"] = model.Shortcut is { } shortcut ? Choices.Shortcut.NameOf(shortcut) : null,
            ["data"] = DataNames.ToKeep(request.Data),
            ["limit"] = request.Limit,
            ["size"] = request.Pictures.Size,
            ["skip_bad"] = request.Pictures.SkipBad,
            ["nested_classes"] = request.Pictures.NestedClasses,
            ["classes"] = request.Classes is null ? null : new JsonArray([.. request.Classes.Select(label => (JsonNode)label)]),
            ["transfer"] = request.Transfer.ToJson(),
            ["sync_bn"] = request.SyncBatchNorm ? true : null,
        };
    }

    /// <summary>The data that a run was trained on; null when <c>train</c> did not start it.</summary>
    public static string? DataOf(RunFolder run) =>
        run.Run[Caller] is JsonObject caller && caller["data"] is JsonValue data && data.TryGetValue(out string? name) ? name : null;

    /// <summary>The classes that a run was trained on; null for all, or when <c>train</c> did not start it.</summary>
    /// <exception cref="ModelFormatException">They are no list of labels.</exception>
    public static IReadOnlyList<int>? ClassesOf(RunFolder run)
        => run.Run[Caller] is JsonObject caller ? Classes(new JsonFields(PathOf(run), caller)) : null;

    /// <summary>How the pictures of a run were read, their size apart.</summary>
    /// <exception cref="ModelFormatException">An entry is of another kind.</exception>
    public static PictureOptions PicturesOf(RunFolder run)
        => run.Run[Caller] is JsonObject caller ? Pictures(new JsonFields(PathOf(run), caller)) : new PictureOptions();

    /// <summary>What a run was asked for.</summary>
    /// <exception cref="NormSharpException"><c>run.json</c> is damaged, or the run was not started by <c>train</c>.</exception>
    public static TrainRequest Read(RunFolder run) => Read(PathOf(run), run.Run);

    /// <summary>What a run was asked for.</summary>
    /// <param name="path">Where its <c>run.json</c> is.</param>
    /// <param name="run">What that holds.</param>
    /// <exception cref="NormSharpException"><c>run.json</c> is damaged, or the run was not started by <c>train</c>.</exception>
    public static TrainRequest Read(string path, JsonObject run)
    {
        if (run[Caller] is not JsonObject entries || entries[Command]?.ToString() != Train)
        {
            throw new CommandException(
                $"{path}: the run was not started by {Application.Name} train, so it must be continued by the program that started it");
        }

        var caller = new JsonFields($"{path}, '{Caller}'", entries);
        var model = new ModelOptions
        {
            BatchNorm = Named(caller, "bn", Choices.BatchNorm),
            Normalization = Named(caller, "norm", Choices.Normalization),
            Activation = Named(caller, "activation", Choices.Activation),
            Pool = Named(caller, "pool", Choices.Pool),
            Bias = caller.OptionalBool("bias"),
            Dropout = caller.OptionalNumber("dropout"),
            Padding = caller.OptionalInt("padding"),
            Shortcut = Named(caller, "shortcut", Choices.Shortcut),
        };
        return new TrainRequest(
            caller.Text("model"),
            model,
            caller.Text("data"),
            caller.OptionalInt("limit") is { } limit ? Positive(caller, "limit", limit) : null,
            TrainerOptions.FromJson(path, run["options"]))
        {
            Classes = Classes(caller),
            Pictures = Pictures(caller) with
            {
                Size = caller.OptionalInt("size") is { } size ? Positive(caller, "size", size) : null,
            },
            Transfer = TransferRequest.FromJson(caller.OptionalObject("transfer")),
            SyncBatchNorm = caller.OptionalBool("sync_bn") ?? false,
        };
    }

    private static PictureOptions Pictures(JsonFields caller) => new()
    {
        SkipBad = Share(caller, "skip_bad"),
        NestedClasses = caller.OptionalBool("nested_classes") ?? false,
    };

    private static string PathOf(RunFolder run) => Path.Combine(run.Path, "run.json");

    private static int Positive(JsonFields caller, string key, int value) => value > 0 ? value : throw caller.Wrong(key, "a count above 0");

    private static double Share(JsonFields caller, string key)
        => (caller.OptionalNumber(key) ?? 0) is >= 0 and < 1 and double share
            ? share
            : throw caller.Wrong(key, "a share from 0 to below 1");

    private static IReadOnlyList<int>? Classes(JsonFields caller) => caller.Has("classes") ? caller.Ints("classes") : null;

    private static T? Named<T>(JsonFields caller, string key, Choice<T> choice)
        where T : struct => caller.OptionalText(key) is string name
            ? choice.ValueOf(name) ?? throw caller.Wrong(key, "a name that this version knows")
            : null;
}
