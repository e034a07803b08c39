using System.Text.Json;
using System.Text.Json.Nodes;
using NormSharp.Cli.CommandLine;
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
            ["classes"] = request.Classes is null ? null : new JsonArray([.. request.Classes.Select(label => (JsonNode)label)]),
            ["transfer"] = request.Transfer.ToJson(),
        };
    }

    /// <summary>The data that a run was trained on; null when <c>train</c> did not start it.</summary>
    public static string? DataOf(RunFolder run) =>
        run.Run[Caller] is JsonObject caller && caller["data"] is JsonValue data && data.TryGetValue(out string? name) ? name : null;

    /// <summary>The classes that a run was trained on; null for all, or when <c>train</c> did not start it.</summary>
    public static IReadOnlyList<int>? ClassesOf(RunFolder run) => run.Run[Caller] is JsonObject caller ? Classes(caller) : null;

    /// <summary>What a run was asked for.</summary>
    /// <exception cref="NormSharpException"><c>run.json</c> is damaged, or the run was not started by <c>train</c>.</exception>
    public static TrainRequest Read(RunFolder run)
    {
        string path = Path.Combine(run.Path, "run.json");
        if (run.Run[Caller] is not JsonObject caller || caller[Command]?.ToString() != Train)
        {
            throw new NormSharpException(
                $"{path}: the run was not started by {Application.Name} train, so it must be continued by the program that started it");
        }

        try
        {
            var model = new ModelOptions
            {
                BatchNorm = Named(path, caller, "bn", Choices.BatchNorm),
                Normalization = Named(path, caller, "norm", Choices.Normalization),
                Activation = Named(path, caller, "activation", Choices.Activation),
                Pool = Named(path, caller, "pool", Choices.Pool),
                Bias = (bool?)caller["bias"],
                Dropout = (double?)caller["dropout"],
                Padding = (int?)caller["padding"],
                Shortcut = Named(path, caller, "shortcut", Choices.Shortcut),
            };
            return new TrainRequest(
                (string?)caller["model"] ?? throw new ModelFormatException(path, "names no model"),
                model,
                (string?)caller["data"] ?? throw new ModelFormatException(path, "names no data"),
                (int?)caller["limit"],
                TrainerOptions.FromJson(path, run.Run["options"]))
            {
                Classes = Classes(caller),
                Pictures = new PictureOptions { Size = (int?)caller["size"], SkipBad = (double?)caller["skip_bad"] ?? 0 },
                Transfer = TransferRequest.FromJson(caller["transfer"]),
            };
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or JsonException)
        {
            throw new ModelFormatException(path, $"holds a value of another kind ({exception.Message})", exception);
        }
    }

    private static IReadOnlyList<int>? Classes(JsonObject caller)
        => caller["classes"] is JsonArray labels ? [.. labels.Select(label => (int)label!)] : null;

    private static T? Named<T>(string path, JsonObject caller, string key, Choice<T> choice)
        where T : struct => (string?)caller[key] is string name
            ? choice.ValueOf(name) ?? throw new ModelFormatException(path, $"'{key}' is '{name}', which this version does not know")
            : null;
}
