using NormSharp.Backends;
using NormSharp.Serialization;

namespace NormSharp.Inference;

/// <summary>
/// What was measured of the ways in which steps of plans can be computed: by which algorithm, on one thread or on all. Given as
/// <see cref="InferencePlanOptions.Tune"/> it has a plan measure what is not known yet, on its own shapes, and keep the fastest; in a file
/// that the next start reads, it then measures nothing.
/// </summary>
/// <example>
/// <code>
/// var tuning = new PlanTuning("model.tuning.json");
/// var plan = InferencePlan.Compile(model, [1, 3, 224, 224], new InferencePlanOptions { Tune = tuning });
/// </code>
/// </example>
/// <remarks>
/// <para>
/// Times hold for a processor, its vectors, a number of threads and a version of NormSharp. A file may hold those of several machines;
/// where there are none for this one, or an algorithm is not known or new, it is measured again and added. Measuring takes many runs
/// of the plan; it is best done while nothing else runs.
/// </para>
/// <para>
/// The usual way stays unless another is clearly faster in most rounds, for each step and for the whole plan. Algorithms round differently:
/// outputs of two tunings may differ in the last bits, by about 1e-6 of their size; those of one file are always the same, on any number of
/// threads.
/// </para>
/// <para>Safe from many threads; one plan is tuned at a time.</para>
/// </remarks>
public sealed class PlanTuning
{
    private readonly TuningDocument _document;
    private readonly Lock _lock = new();

    /// <summary>Reads a tuning file, which need not exist yet.</summary>
    /// <param name="path">The file; null to keep what is measured in this object alone.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ModelFormatException">
    /// There is a file that is no tuning file, or a damaged one: it is left as it is. Remove it, or name another.
    /// </exception>
    /// <exception cref="NormSharpException">The file cannot be read, or is larger than 4 MB.</exception>
    public PlanTuning(string? path = null)
    {
        if (path is not null)
        {
            ArgumentException.ThrowIfNullOrEmpty(path);
        }

        FilePath = path;
        _document = path is null ? new TuningDocument() : TuningDocument.Read(path);
    }

    /// <summary>The file; null where there is none.</summary>
    public string? FilePath { get; }

    /// <summary>How many problems were measured since this object was made: 0 where everything was known.</summary>
    public int Measured { get; private set; }

    /// <summary>What is known of a problem; null for nothing that fits.</summary>
    internal StepSetting? Find(Backend backend, StepChoice choice)
    {
        string machine = TuningMachine.Of(backend);
        lock (_lock)
        {
            return Known(_document.Of(machine), choice);
        }
    }

    /// <summary>The settings of a plan: what is known, and what is measured now and written to the file.</summary>
    /// <param name="backend">What computes.</param>
    /// <param name="steps">The plan's steps.</param>
    /// <param name="tuner">What measures.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    internal TunedSettings Tune(Backend backend, IReadOnlyList<TunableStep> steps, PlanTuner tuner)
    {
        string machine = TuningMachine.Of(backend);
        lock (_lock)
        {
            Dictionary<string, TuningEntry> known = _document.Of(machine);
            IReadOnlyDictionary<string, TuningEntry> measured = tuner.Measure(steps, choice => Known(known, choice));
            foreach ((string problem, TuningEntry entry) in measured)
            {
                known[problem] = entry;
            }

            if (measured.Count > 0)
            {
                Measured += measured.Count;
                Save(machine, measured);
            }

            var problems = new HashSet<string>(steps.Select(step => step.Choice.Problem));
            return new TunedSettings(known.Where(entry => problems.Contains(entry.Key)).ToDictionary(
                entry => entry.Key, entry => entry.Value.Setting));
        }
    }

    private static StepSetting? Known(Dictionary<string, TuningEntry> entries, StepChoice choice)
        => entries.GetValueOrDefault(choice.Problem) is { } entry && entry.Fits(choice) ? entry.Setting : null;

    /// <summary>Adds to what the file holds now: another process may have written meanwhile.</summary>
    private void Save(string machine, IReadOnlyDictionary<string, TuningEntry> measured)
    {
        if (FilePath is null)
        {
            return;
        }

        TuningDocument file = TuningDocument.Read(FilePath);
        Dictionary<string, TuningEntry> entries = file.Of(machine);
        foreach ((string problem, TuningEntry entry) in measured)
        {
            entries[problem] = entry;
        }

        file.Write(FilePath);
    }
}
