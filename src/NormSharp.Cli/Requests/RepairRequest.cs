using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;
using NormSharp.Data;
using NormSharp.Diagnosis;
using NormSharp.Interop.Keras;

namespace NormSharp.Cli.Requests;

/// <summary>A repair that <c>doctor</c> is asked for.</summary>
/// <param name="Ids">Findings or repairs; null for all that are safe.</param>
/// <param name="Output">The repaired model's file; null where none is written.</param>
internal sealed record RepairRequest(IReadOnlyList<string>? Ids, string? Output)
{
    /// <summary>Repairs a copy, and writes it where anything was kept.</summary>
    /// <param name="patient">The model.</param>
    /// <param name="seen">What was found.</param>
    /// <param name="images">Images to recompute statistics from; null where there are none.</param>
    /// <param name="options">How the model was examined.</param>
    /// <param name="screen">Where a spinner turns meanwhile.</param>
    /// <exception cref="NormSharpException">There are numbers alone, or the file cannot be written.</exception>
    public RepairResult Apply(Patient patient, Examination seen, ImageSet? images, ExaminationOptions options, Screen screen)
    {
        LoadedModel model = patient.Model ?? throw new CommandException(
            $"{patient.Problem}; without it a repair cannot be applied");
        if (Output is not null)
        {
            model.CheckOutput(Output);
        }

        bool rewrites = Output is not null && ForeignFile.IsRewritten(model, Output, takesSettings: true);
        HashSet<string>? writable = rewrites ? [.. model.Foreign!.Pairs.Select(pair => pair.Target)] : null;
        RepairResult repair = screen.Wait(
            "repairing", _ => Doctor.Repair(model.Module, seen, images, options with { Writable = writable }, Ids));
        if (rewrites && repair.HasChanged)
        {
            Rewrite(model, repair, options);
        }
        else if (Output is not null && repair.HasChanged)
        {
            model.Write(Output, repair.Module, Metadata(model, images, repair));
        }

        return repair;
    }

    /// <summary>A file of others, with nothing but what was repaired changed.</summary>
    private void Rewrite(LoadedModel model, RepairResult repair, ExaminationOptions options)
    {
        if (options.IsKeras)
        {
            NewFile.WriteBy(Output!, path => KerasSettings.Rewrite(
                model.Location.Path, path, RepairedNodes.NewSettings(model, repair.Network, name => name)));
            return;
        }

        Action<string>? nodes = RepairedNodes.Of(model, repair, options.Normalization);
        ForeignFile.Rewrite(model, Output!, ForeignFile.Changes(model.Module, repair.Network), nodes);
    }

    /// <summary>What the file of a repaired model says: the normalization of its input may be what was repaired.</summary>
    private static Dictionary<string, string> Metadata(LoadedModel model, ImageSet? images, RepairResult repair)
    {
        var metadata = new Dictionary<string, string>(model.Metadata);
        if (model.KnowsInput || repair.Steps.Any(step => step.IsKept && step.Ids.Contains("BN033")))
        {
            (model.InputFor(images) with { Normalization = repair.Normalization }).Save(metadata);
        }

        return metadata;
    }
}
