using System.Text.Json.Nodes;
using NormSharp.Diagnosis.Data;
using NormSharp.Layers;
using NormSharp.Training;

namespace NormSharp.Diagnosis.Repair;

/// <summary>Statistics of its own for each domain, in layers that keep them apart; γ, β and all weights stay shared.</summary>
internal static class SeparateStatistics
{
    private const int BatchSize = 128;

    /// <summary>The model with statistics taken from the images of each domain; null where nobody has said which those are.</summary>
    public static Patient? Apply(Patient patient, IReadOnlyList<string> layers)
    {
        if (patient.Domains is not { } domains)
        {
            return null;
        }

        Module model = Separated(patient.Model, [.. domains.Select(domain => domain.Name)]);
        foreach (Domain domain in domains)
        {
            DomainBatchNorm.Select(model, domain.Name);
            BatchNormRecalibration.Run(
                model,
                domain.Images,
                new RecalibrationOptions
                {
                    BatchSize = Math.Min(BatchSize, domain.Images.Count),
                    Normalization = patient.Normalization,
                    IncludeFrozen = true,
                    Backend = patient.Backend,
                },
                patient.Stop);
        }

        DomainBatchNorm.Select(model, domains[0].Name);
        return patient with { Model = model };
    }

    /// <summary>Selects a domain where the model keeps them apart; a model of one domain stays as it is.</summary>
    public static void Select(Module model, string domain)
    {
        foreach (DomainBatchNorm layer in model.NamedModules().Select(entry => entry.Module).OfType<DomainBatchNorm>()
            .Where(layer => layer.Domains.Contains(domain)))
        {
            layer.Domain = domain;
        }
    }

    private static Module Separated(Module model, string[] domains)
    {
        var tree = new ArchitectureTree(model);
        foreach (JsonObject settings in tree.Paths.Select(tree.Find).OfType<JsonObject>()
            .Where(settings => (string?)settings["type"] == nameof(BatchNorm) && settings["channels"] is not null).ToArray())
        {
            var separated = (JsonObject)settings.DeepClone();
            separated["type"] = nameof(DomainBatchNorm);
            separated["own_affine"] = false;
            separated["domains"] = new JsonArray([.. domains.Select(name => JsonValue.Create(name))]);
            separated["domain"] = domains[0];
            ArchitectureTree.Replace(settings, separated);
        }

        Module copy = tree.Build();
        ModelRewriting.CopyState(model, copy);
        copy.Evaluate();
        return copy;
    }
}
