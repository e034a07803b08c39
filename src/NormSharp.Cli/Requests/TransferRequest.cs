using System.Text.Json.Nodes;
using NormSharp.Cli.Failures;
using NormSharp.Layers;
using NormSharp.Serialization;

namespace NormSharp.Cli.Requests;

/// <summary>From what a training begins, and what of it stays as it is.</summary>
/// <param name="From">The model whose network is trained on; null for a fresh one of the catalogue.</param>
/// <param name="Unfreeze">Layers that are let go first, whatever of them is frozen.</param>
/// <param name="Freeze">Layers whose parameters are frozen.</param>
/// <param name="FreezeAffine">Normalization layers whose γ and β are frozen.</param>
/// <param name="FreezeStatistics">Normalization layers whose running statistics are frozen.</param>
internal sealed record TransferRequest(
    ModelSource? From = null, string? Unfreeze = null, string? Freeze = null, string? FreezeAffine = null, string? FreezeStatistics = null)
{
    /// <summary>A fresh network, all of which is trained.</summary>
    public static TransferRequest None { get; } = new();

    /// <summary>The entry in <c>run.json</c>; null when there is nothing to say.</summary>
    public JsonObject? ToJson() => this == None ? null : new JsonObject
    {
        ["from"] = From is null ? null : Path.GetFullPath(From.Path),
        ["source"] = From is null ? null : ModelSourceJson.Options(From),
        ["unfreeze"] = Unfreeze,
        ["freeze"] = Freeze,
        ["freeze_affine"] = FreezeAffine,
        ["freeze_statistics"] = FreezeStatistics,
    };

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="ModelFormatException">An entry is no text.</exception>
    public static TransferRequest FromJson(JsonFields? json) => json is { } entries
        ? new TransferRequest(
            entries.OptionalText("from") is { } from ? ModelSourceJson.Read(from, entries.OptionalObject("source")) : null,
            entries.OptionalText("unfreeze"),
            entries.OptionalText("freeze"),
            entries.OptionalText("freeze_affine"),
            entries.OptionalText("freeze_statistics"))
        : None;

    /// <summary>Lets go and freezes what was asked for.</summary>
    /// <exception cref="UsageException">
    /// A pattern is empty or matches no layer; the message names the option and lists the layers.
    /// </exception>
    public void Apply(Module model)
    {
        Apply("--unfreeze", Unfreeze, pattern => model.Unfreeze(pattern));
        Apply("--freeze", Freeze, pattern => model.FreezeParameters(pattern));
        Apply("--freeze-affine", FreezeAffine, pattern => model.FreezeAffine(pattern));
        Apply("--freeze-statistics", FreezeStatistics, pattern => model.FreezeStatistics(pattern));
        if (model.NamedParameters().All(entry => entry.Parameter.IsFrozen))
        {
            throw new UsageException(
                "every parameter of the model is frozen, so there is nothing to train; freeze fewer, or let some go with --unfreeze");
        }
    }

    private static void Apply(string option, string? pattern, Action<LayerPattern> apply)
    {
        if (pattern is null)
        {
            return;
        }

        try
        {
            apply(new LayerPattern(pattern));
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"{option}: {exception.Message}", exception);
        }
    }
}
