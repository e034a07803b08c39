using NormSharp.Data;
using NormSharp.Diagnosis.Catalog;
using NormSharp.Diagnosis.Data;
using NormSharp.Diagnosis.Repair;
using NormSharp.Diagnosis.Static;
using NormSharp.Layers;
using NormSharp.Training;

namespace NormSharp.Diagnosis;

/// <summary>One examination, from the cheapest rules to the dearest.</summary>
internal sealed class Examiner(Patient patient, ExaminationOptions options)
{
    // What must change so that no single layer has to be far off.
    private const double Noticeable = 0.01;
    private const double SomeChanged = 0.05;

    private readonly IReadOnlyList<AffineState> _others = AffineState.Of(patient.Model);
    private readonly List<Unexamined> _unexamined = [];
    private readonly Dictionary<string, FindingCost?> _costs = [];

    /// <summary>What numbers alone say.</summary>
    public static Examination OfState(string name, IReadOnlyList<NormState> norms, string need) => new(
        name,
        Assessment.InOrder(StateRules.Look(norms).Select(seen => Assessment.Of(seen, null, hasImages: false))),
        [new Unexamined(Phrases.AllButNumbers, need)],
        [.. norms.Select(norm => Assessment.Report(norm, null))])
    {
        HasNothing = norms.Count == 0,
    };

    public Examination Run()
    {
        options.Progress?.Invoke("reading numbers");
        IReadOnlyList<NormState> norms = NormState.Of(patient.Model);
        var observations = new List<Observation>(StateRules.Look(norms));
        observations.AddRange(AffineRules.Look(_others));
        observations.AddRange(Graph());
        bool hasBatchNorm = norms.Count > 0 || patient.Model.NamedModules().Any(entry => entry.Module is BatchNorm);
        if (!hasBatchNorm && _others.Count == 0)
        {
            _unexamined.Add(new Unexamined(Phrases.NoNormalization, Phrases.Unfolded));
            return Result(norms, observations, null) with { HasNothing = true };
        }

        if (patient.Images is null)
        {
            _unexamined.Add(hasBatchNorm
                ? new Unexamined(Phrases.AllOfImages, Phrases.TrainingImages)
                : new Unexamined(Phrases.Accuracy, Phrases.LabelledImages));
            return Result(norms, observations, null);
        }

        try
        {
            return hasBatchNorm ? WithImages(norms, observations) : OutputsAlone(observations);
        }
        catch (Exception exception) when (exception is NotSupportedException
            or (NormSharpException and not Serialization.ModelFormatException))
        {
            // Layers of a program's own that no description makes again cannot be copied, and so not repaired.
            _unexamined.Add(new Unexamined(Phrases.NeedsImages, exception.Message));
            return Result(norms, observations, null);
        }
    }

    private IReadOnlyList<Observation> Graph()
    {
        if ((options.Shape ?? patient.Images?.Shape) is not { } shape)
        {
            _unexamined.Add(new Unexamined(Phrases.Graph, Phrases.SizeOfImages));
            return [];
        }

        try
        {
            return GraphRules.Look(patient.Model, shape, patient.Backend, patient.IsOnnx);
        }
        catch (Exception exception) when (exception is LayerException or NormSharpException or ArgumentException)
        {
            _unexamined.Add(new Unexamined(Phrases.Graph, exception.Message));
            return [];
        }
    }

    /// <summary>Of a network without running statistics images show how good it is, and nothing else.</summary>
    private Examination OutputsAlone(List<Observation> observations)
    {
        options.Progress?.Invoke("measuring outputs");
        ModelOutputs outputs = patient.Outputs();
        if (outputs.Accuracy is null)
        {
            _unexamined.Add(new Unexamined(Phrases.Accuracy, Phrases.LabelledImages));
        }

        return Result([], observations, null) with { Images = outputs.Images, Accuracy = outputs.Accuracy };
    }

    private Examination WithImages(IReadOnlyList<NormState> norms, List<Observation> observations)
    {
        if (!patient.Test!.HasLabels)
        {
            _unexamined.Add(new Unexamined(Phrases.Accuracy, Phrases.Labels));
        }

        HashSet<string> explained = Explained(observations);
        options.Progress?.Invoke("measuring outputs");
        ModelOutputs before = patient.Outputs();

        // A wrong ε first: images on another scale can outweigh it.
        (Patient right, ModelOutputs inOrder) = Mended(observations, before, explained.Count > 0);
        options.Progress?.Invoke("trying conventions of input");

        // After a layer whose statistics are wrong nothing tells how the images were given.
        InputInference? input = Inference(right, [.. norms.TakeWhile(norm => !explained.Contains(norm.Path))]);
        if (input is not null && WrongInput.Of(input, right, inOrder) is { } found)
        {
            right = WrongInput.Arranged(right, found.Convention);
            inOrder = right.Outputs();
            _costs["BN033"] = found.Cost;
            observations.Add(WrongInput.Seen(input, found.Convention));
        }

        options.Progress?.Invoke("comparing statistics with those of the images");
        Patient copy = right.Copy();
        IReadOnlyList<LayerDrift> drifts = Drifts(copy, NormState.Of(right.Model));
        ModelOutputs recalibrated = copy.Outputs();
        FindingCost change = inOrder.CostTo(recalibrated);
        foreach (string id in Treatments.Recalibration.Ids)
        {
            _costs[id] = change;
        }

        IReadOnlyList<Observation> drifted = DriftRules.Look(
            drifts, Changes(change, drifts) && explained.Count == 0, GraphRules.SeesImages(patient.Model, norms), explained);
        double? best = inOrder.Accuracy is double now ? Math.Max(now, recalibrated.Accuracy ?? 0) : null;
        if (SeveralDomains.Of(right, NormState.Of(right.Model), copy, best) is { } several)
        {
            _costs[several.Seen.Id] = several.Cost;
            observations.Add(several.Seen);
        }

        // Augmented images, for one, leave other statistics than plain ones: where labels show no gain, the drift is none that matters.
        bool isMixed = observations.Exists(seen => seen.Id == "BN036");
        Add(observations, drifted.Where(seen => seen.Id is "BN021" or "BN022"
            || (change.Gain is not <= 0 && !(isMixed && seen.Id is "BN020" or "BN032"))));
        observations.AddRange(BatchComposition.InEvaluation(right));
        options.Progress?.Invoke("measuring repairs");
        ModelOutputs byBatch = ModelOutputs.ByBatch(
            right.Model, ImageSample.Few(right.Test!), right.Normalization, right.Backend, right.Stop);
        if (best is double known && byBatch.Accuracy is double mixed)
        {
            observations.AddRange(BatchComposition.Leak(right, known, mixed));
        }

        bool dependsOnBatch = observations.Exists(seen => seen.Id is "BN010" or "BN025" or "BN034");
        if (ImageOrder.Of(right, right.InOrder!, options.Images, dependsOnBatch) is { } order)
        {
            observations.Add(order);
        }

        MeasureOthers(observations, right, inOrder);
        return Result(norms, observations, drifts) with
        {
            Images = before.Images,
            Accuracy = before.Accuracy,
            BatchModeAccuracy = byBatch.Accuracy,
            Convention = right.Convention,
        };
    }

    /// <summary>The model with another ε where that helps; labels are needed to tell.</summary>
    private (Patient Right, ModelOutputs Outputs) Mended(List<Observation> observations, ModelOutputs before, bool othersAreWrong)
    {
        if (observations.FirstOrDefault(seen => seen.Id == "BN016") is not { } odd || before.Accuracy is null)
        {
            return (patient, before);
        }

        options.Progress?.Invoke("trying ε");
        (Patient mended, ModelOutputs after, _costs["BN016"], bool helps) = WrongEpsilon.Of(odd, patient, before, othersAreWrong);
        return helps ? (mended, after) : (patient, before);
    }

    /// <summary>The layers of which numbers alone have said that their statistics are wrong.</summary>
    private static HashSet<string> Explained(IEnumerable<Observation> observations)
        => [.. observations.Where(seen => seen.Id is "BN011" or "BN012" or "BN013" or "BN014" or "BN015").SelectMany(seen => seen.Layers)];

    private InputInference? Inference(Patient right, IReadOnlyList<NormState> norms)
    {
        if (norms.Count == 0)
        {
            _unexamined.Add(new Unexamined(Phrases.WrongInput, Phrases.SoundFirstLayers));
            return null;
        }

        Normalization given = patient.Normalization ?? Normalization.Identity(patient.Images!.Shape.Channels);
        return InputInference.Of(right.Model, norms, patient.Images!, given, patient.Backend);
    }

    /// <summary>Recalibrates a copy and compares.</summary>
    private static IReadOnlyList<LayerDrift> Drifts(Patient copy, IReadOnlyList<NormState> norms)
    {
        Treatments.Recalibration.Apply(copy, []);
        Dictionary<string, NormState> seen = NormState.Of(copy.Model).ToDictionary(norm => norm.Path);
        return [.. norms.Where(norm => seen.ContainsKey(norm.Path)).Select(norm => new LayerDrift(norm, seen[norm.Path]))];
    }

    private void MeasureOthers(List<Observation> observations, Patient right, ModelOutputs before)
    {
        foreach (Observation seen in observations.Where(seen => !_costs.ContainsKey(seen.Id)))
        {
            Treatment? treatment = Treatments.All.FirstOrDefault(
                treatment => treatment.Ids.Contains(seen.Id) && treatment is { IsExact: false, IsByKeyAlone: false });
            if (treatment is not null)
            {
                _costs[seen.Id] = Surgery.Cost(right, treatment, seen.Layers, before);
            }
        }
    }

    /// <summary>
    /// Whether the right statistics change more than chance does: a gain of two standard errors, or of one where a layer has drifted too.
    /// </summary>
    internal static bool Changes(FindingCost change, IReadOnlyList<LayerDrift> drifts) => change.Gain is double gain
        ? gain > Math.Max(Noticeable, change.Noise!.Value / (drifts.Any(drift => drift.IsNoticeable) ? 2 : 1))
        : double.IsNaN(change.EntropyBefore) || change.ChangedPredictions > SomeChanged;

    /// <summary>What images show beside what numbers and graph have: the same finding once, of the layers of both.</summary>
    private static void Add(List<Observation> observations, IEnumerable<Observation> more)
    {
        foreach (Observation seen in more)
        {
            Observation? known = observations.Find(other => other.Id == "BN022" && seen.Id == "BN022");
            observations.Remove(known!);
            observations.Add(known is null ? seen : seen with { Layers = [.. seen.Layers.Union(known.Layers)] });
        }
    }

    private Examination Result(IReadOnlyList<NormState> norms, List<Observation> observations, IReadOnlyList<LayerDrift>? drifts)
    {
        IEnumerable<Finding> findings = observations.Select(seen => Assessment.Of(
            seen, _costs.GetValueOrDefault(seen.Id), patient.Images is not null, patient.Domains is not null));
        return new Examination(
            options.Name, Assessment.InOrder(findings), _unexamined, [.. norms.Select(norm => Assessment.Report(norm, drifts))])
        {
            Others = [.. _others.CountBy(layer => layer.TypeName).Select(kind => (kind.Key, kind.Value))],
        };
    }
}
