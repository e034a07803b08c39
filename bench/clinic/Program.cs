using System.Diagnostics;
using System.Globalization;
using NormSharp.Backends;
using NormSharp.Clinic;
using NormSharp.Data;
using NormSharp.Diagnosis;
using NormSharp.Diagnosis.Data;
using NormSharp.Primitives;

// clinic LIST [--results FILE] [--page FILE] [--seeds N] [--threads N] [--only TEXT] [--half set|held]
//   [--part K/N] [--verbose]
//
// Makes ill models of healthy ones, lets the doctor look at them and repair them, and writes what came out. LIST names the models
// (models.sh writes it). Cases whose outcome the results hold already are not made again. Of N processes side by side, each takes its
// part of the cases and a file of results of its own; the files put together are those of all.
string? list = args.FirstOrDefault(arg => !arg.StartsWith('-'));
if (list is null)
{
    Console.Error.WriteLine(
        "clinic LIST [--results FILE] [--page FILE] [--seeds N] [--threads N] [--only TEXT] [--half set|held] [--part K/N] [--verbose]");
    return 2;
}

int seeds = int.Parse(Option("--seeds") ?? "1", CultureInfo.InvariantCulture);
int threads = int.Parse(Option("--threads") ?? $"{Environment.ProcessorCount}", CultureInfo.InvariantCulture);
string? results = Option("--results");
string? only = Option("--only");
int[] part = [.. (Option("--part") ?? "1/1").Split('/').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
bool verbose = args.Contains("--verbose");
List<Outcome> outcomes = [.. results is null ? [] : OutcomeFile.Read(results)];
HashSet<(string, string, string, int)> done = [.. outcomes.Select(one => (one.Model, one.Kind, one.Strength, one.Seed))];
using var backend = new CpuBackend(threads);
foreach (ListedModel listed in ListedModel.Read(list))
{
    if (Option("--half") is not { } half || half == (listed.IsHeldOut ? "held" : "set"))
    {
        Examine(listed);
    }
}

if (Option("--page") is { } page)
{
    // What people wrote stands before the mark.
    const string mark = "<!-- tables -->";
    string text = File.Exists(page) ? File.ReadAllText(page) : mark;
    File.WriteAllText(page, $"{text[..text.IndexOf(mark, StringComparison.Ordinal)]}{mark}\n\n{ClinicPage.Of(outcomes)}");
}

return 0;

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : null;

IEnumerable<Fault> FaultsFor(ListedModel listed)
{
    if (listed.IsOdd)
    {
        return [OddButHealthy.Untouched];
    }

    int name = listed.Name.Sum(letter => letter);
    return listed.IsDeep
        ? Faults.All.GroupBy(fault => fault.Kind).Select(kind => kind.ElementAt((name + kind.Key.Length) % kind.Count()))
        : Faults.All;
}

void Examine(ListedModel listed)
{
    (Fault Fault, int Seed)[] cases =
    [
        .. FaultsFor(listed)
            .Where(fault => only is null || fault.Kind.Contains(only, StringComparison.Ordinal))
            .SelectMany(fault => Enumerable.Range(0, fault.IsRandom ? seeds : 1).Select(seed => (fault, seed)))
            .Where((_, index) => index % part[1] == part[0] - 1)
            .Where(one => !done.Contains((listed.Name, one.fault.Kind, one.fault.Strength, one.seed))),
    ];
    if (cases.Length == 0)
    {
        return;
    }

    Healthy healthy = Healthy.Open(listed);
    ModelOutputs best = Outputs(new Case(healthy.Module, healthy.Normalization, healthy.Train, healthy.Test), healthy.Images);
    foreach ((Fault fault, int seed) in cases)
    {
        // The halves share neither models nor what faults are drawn from.
        var random = new Philox((ulong)((listed.IsHeldOut ? 1000 : 0) + seed), (ulong)fault.Kind.Sum(letter => letter));
        if (fault.Make(healthy, random) is { } ill)
        {
            ModelOutputs sound = ill.Sound is null ? best : Sound(ill, healthy);
            Outcome outcome = Of(ill, healthy, fault) with
            {
                IsHeldOut = listed.IsHeldOut,
                Seed = seed,
                Healthy = sound.Accuracy!.Value,
                Noise = 2 * Math.Sqrt(sound.DifferenceTo(Outputs(ill, healthy.Images)) / sound.Images),
            };
            outcomes.Add(outcome);
            if (results is not null)
            {
                OutcomeFile.Append(results, outcome);
            }

            Say(outcome);
        }
    }
}

ModelOutputs Outputs(Case one, int images)
    => ModelOutputs.Of(one.Module, ImageSample.Of(one.Test, images), one.Normalization, backend, default);

// Samples of sets of one size are of the same places: an image that is not the healthy model's own is the other domain's.
ModelOutputs Sound(Case ill, Healthy healthy)
{
    ModelOutputs own = Outputs(ill with { Module = ill.Sound!.Value.Own }, healthy.Images);
    ModelOutputs others = Outputs(ill with { Module = ill.Sound.Value.Others }, healthy.Images);
    ImageSet mixed = ImageSample.Of(ill.Test, healthy.Images);
    ImageSet usual = ImageSample.Of(healthy.Test, healthy.Images);
    bool[] isOwn = [.. Enumerable.Range(0, own.Images).Select(i => mixed.Image(i).SequenceEqual(usual.Image(i)))];
    bool[] right = [.. isOwn.Select((one, i) => (one ? own : others).Right![i])];
    return own with
    {
        Classes = [.. isOwn.Select((one, i) => (one ? own : others).Classes[i])],
        Right = right,
        Accuracy = right.Average(one => one ? 1.0 : 0.0),
    };
}

Outcome Of(Case ill, Healthy healthy, Fault fault)
{
    long begin = Stopwatch.GetTimestamp();
    var options = new ExaminationOptions
    {
        Normalization = ill.Normalization,
        Test = ill.Test,
        Domains = ill.Domains,
        Images = healthy.Images,
        Backend = backend,
    };
    Examination seen = Doctor.Examine(ill.Module, ill.Train, options);
    RepairResult repair = Doctor.Repair(ill.Module, seen, ill.Train, options);
    if (verbose)
    {
        Console.Error.WriteLine(string.Join("\n", seen.Findings.Select(finding => $"    {finding}  {finding.Cost}")));
        Console.Error.WriteLine(string.Join("\n", seen.Layers.Where(layer => layer.MeanShift is not null).Select(layer
            => $"    {layer.Path}: {layer.MeanShift!.Average():0.000}, {layer.LogVarianceRatio!.Average(Math.Abs):0.000}")));
    }

    Finding[] found = [.. seen.Findings.Where(finding => finding.Severity > FindingSeverity.Note)];
    return new Outcome(
        healthy.Name,
        false,
        fault.Kind,
        fault.Strength,
        0,
        [.. found.Select(finding => finding.Id).Distinct()],
        [.. found.Where(finding => finding.Severity == FindingSeverity.Error).Select(finding => finding.Id).Distinct()])
    {
        Ill = seen.Accuracy ?? 0,
        Repaired = repair.Total?.AccuracyAfter ?? 0,
        Seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds,
    };
}

void Say(Outcome outcome)
{
    string verdict = (outcome.IsCostly && !outcome.IsNamed ? " MISSED" : string.Empty)
        + (outcome.Ids.Except(outcome.Fault.Ids).Any() ? " FALSE" : string.Empty);
    Console.Error.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{outcome.Model,-10} {outcome.Kind} {outcome.Strength} #{outcome.Seed}: {100 * outcome.Healthy:0.0} → {100 * outcome.Ill:0.0} → "
            + $"{100 * outcome.Repaired:0.0}  {string.Join(" ", outcome.Ids)}{verdict}  {outcome.Seconds:0.0} s"));
}
