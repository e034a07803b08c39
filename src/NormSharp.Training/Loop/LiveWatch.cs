using System.Text.Json.Nodes;
using NormSharp.Layers;
using NormSharp.Synchronization;

namespace NormSharp.Training;

/// <summary>
/// Watches a training for what goes wrong around batch normalization, and says each kind once: to the observer, in the metrics, and in the
/// summary. It changes nothing and draws nothing, so that the weights are those of an unwatched training.
/// </summary>
internal sealed class LiveWatch
{
    // Layers are looked at in every eighth step; copying their statistics costs less than a thousandth of a step.
    private const int LookEverySteps = 8;

    private readonly TrainingContext _context;
    private readonly NormWatch[] _norms;
    private readonly LiveView _view;
    private readonly List<ILiveRule> _rules;
    private readonly List<Diagnostic> _found;

    /// <summary>Watches from the first step, or from that of a checkpoint.</summary>
    public LiveWatch(TrainingContext context)
    {
        _context = context;
        _norms =
        [
            .. context.Norms.Where(norm => norm.Layer.Options.TrackRunningStatistics)
                .GroupBy(norm => norm.Layer)
                .Select(uses => new NormWatch(uses.Key, uses.Count())),
        ];
        _view = new LiveView(_norms, Math.Log(Math.Max(2, context.Data.Train.ClassNames.Count)));
        int images = Math.Min(context.Options.BatchSize, context.Data.Train.Count) / context.Ranks.RankCount;
        _rules = Rules(Math.Max(1, images), new RankSpread(context.Ranks));
        _found = [.. context.Diagnostics];
    }

    /// <summary>What a divergence is called.</summary>
    public static LiveText Divergence { get; } = new(
        "BN040",
        "a training that diverged",
        "the loss is no number at step {step}",
        "continue from an earlier checkpoint with a lower learning rate");

    /// <summary>What every rule says, for the catalogue.</summary>
    public static IReadOnlyList<LiveText> Texts
        => [Divergence, .. Rules(1, new RankSpread(SoloReducer.Instance)).Select(rule => rule.Text)];

    /// <summary>What was found before the training and in it.</summary>
    public IReadOnlyList<Diagnostic> Found => _found;

    /// <summary>Writes what was found before a new training into its metrics, or takes up what a continued one has found.</summary>
    /// <param name="earlier">Lines of findings of the run that is continued; null for a new one.</param>
    public void Start(IEnumerable<JsonObject>? earlier)
    {
        if (earlier is null)
        {
            _found.ForEach(diagnostic => _context.Recorder.Append(Line(diagnostic, 0)));
            return;
        }

        foreach (Diagnostic diagnostic in earlier.Select(Diagnostic.FromJson).OfType<Diagnostic>().Where(known => known.Step > 0))
        {
            _found.Add(diagnostic);
            _rules.RemoveAll(rule => rule.Text.Id == diagnostic.Id);
        }
    }

    /// <summary>A step begins.</summary>
    /// <param name="step">Steps made before.</param>
    public void BeforeStep(long step)
    {
        if (!IsLook(step + 1))
        {
            return;
        }

        foreach (NormWatch norm in _norms)
        {
            norm.Before();
        }
    }

    /// <summary>A step is done.</summary>
    /// <param name="step">Steps made so far.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="result">What it computed.</param>
    /// <param name="batches">How many batches this rank passed in it.</param>
    public void AfterStep(long step, int epoch, in StepResult result, int batches)
    {
        (_view.Step, _view.Loss, _view.Imbalance, _view.HasNorms) = (step, result.Loss, result.Imbalance, IsLook(step));
        if (_view.HasNorms)
        {
            foreach (NormWatch norm in _norms)
            {
                norm.After(batches);
            }
        }

        for (int i = _rules.Count - 1; i >= 0; i--)
        {
            if (_rules[i].Look(_view) is { } seen)
            {
                ILiveRule rule = _rules[i];

                // Ranks that measure together must go on measuring together.
                _rules.RemoveAt(i);
                Tell(rule.Text, seen, epoch, DiagnosticSeverity.Warning);
            }
        }
    }

    /// <summary>The training diverged.</summary>
    public void Diverged(TrainingDivergedException exception, int epoch) => Tell(
        Divergence,
        new LiveSighting(
            exception.Layer is { } layer ? [layer] : [], new Dictionary<string, double> { ["step"] = exception.Step }),
        epoch,
        DiagnosticSeverity.Error);

    private static List<ILiveRule> Rules(int imagesOfBatch, RankSpread spread) =>
    [
        new LaggingAverages(imagesOfBatch),
        new ExplodingLoss(),
        new DyingChannels(),
        new MovingFrozenStatistics(),
        new FlatLoss(),
        new RepeatedUpdates(),
        new UnequalShares(),
        new RanksApart(spread),
    ];

    private static bool IsLook(long step) => step % LookEverySteps == 0;

    private static JsonObject Line(Diagnostic diagnostic, int epoch)
    {
        var line = new JsonObject { ["kind"] = "finding", ["step"] = diagnostic.Step ?? 0, ["epoch"] = epoch };
        foreach ((string name, JsonNode? value) in diagnostic.ToJson().ToArray())
        {
            line[name] = value?.DeepClone();
        }

        return line;
    }

    private void Tell(LiveText text, LiveSighting seen, int epoch, DiagnosticSeverity severity)
    {
        if (_context.Options.Checks.Silenced.Contains(text.Id, StringComparer.OrdinalIgnoreCase))
        {
            return;
        }

        var diagnostic = new Diagnostic(
            text.Id, severity, seen.Layers, LiveText.Fill(text.Finding, seen.Measured), LiveText.Fill(text.Advice, seen.Measured))
        {
            Step = (long)seen.Measured["step"],
            Measured = seen.Measured,
        };
        _found.Add(diagnostic);
        _context.Recorder.Append(Line(diagnostic, epoch));
        _context.Observer?.OnFinding(diagnostic);
    }
}
