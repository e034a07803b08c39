using System.Diagnostics;
using System.Globalization;
using NormSharp.Backends;
using NormSharp.Clinic;
using NormSharp.Diagnosis;
using NormSharp.Diagnosis.Data;
using NormSharp.Primitives;

// clinic [--small] [--seeds N] [--page FILE] MODEL=DATA …
//
// Makes ill models of healthy ones, lets the doctor look at them and repair them, and writes what came out. MODEL is the file of a model
// that was recalibrated at the end of its training, DATA the folder of its images.
bool small = args.Contains("--small");
int seeds = int.Parse(Option("--seeds") ?? (small ? "2" : "4"), CultureInfo.InvariantCulture);
int images = small ? 500 : 1000;
string? page = Option("--page");
string[] models = [.. args.Where(arg => arg.Contains('=', StringComparison.Ordinal))];
if (models.Length == 0)
{
    Console.Error.WriteLine("clinic [--small] [--seeds N] [--page FILE] MODEL=DATA …");
    return 2;
}

using var backend = new CpuBackend(Environment.ProcessorCount);
var outcomes = new List<Outcome>();
long start = Stopwatch.GetTimestamp();
foreach (string pair in models)
{
    string[] parts = pair.Split('=');
    Healthy healthy = Healthy.Open(parts[0], parts[1], images);
    double best = Accuracy(new Case(healthy.Module, healthy.Normalization, healthy.Train, healthy.Test));
    foreach (Fault fault in Faults.All)
    {
        for (int seed = 0; seed < seeds; seed++)
        {
            if (Examine(healthy, fault, seed, best) is { } outcome)
            {
                outcomes.Add(outcome);
                string verdict = (outcome.IsCostly && !outcome.IsNamed ? " MISSED" : string.Empty)
                    + (outcome.Ids.Except(fault.Ids).Any() ? " FALSE" : string.Empty);
                Console.Error.WriteLine(
                    $"{outcome.Model,-12} {fault.Kind} {fault.Strength} #{seed}: {best:P1} → {outcome.Accuracy.Ill:P1} → "
                        + $"{outcome.Accuracy.Repaired:P1}  {string.Join(" ", outcome.Ids)}{verdict}");
            }
        }
    }
}

string report = ClinicPage.Of(outcomes, seeds, images, Stopwatch.GetElapsedTime(start));
if (page is null)
{
    Console.WriteLine(report);
}
else
{
    File.WriteAllText(page, report);
}

return 0;

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : null;

double Accuracy(Case ill)
    => ModelOutputs.Of(ill.Module, ImageSample.Of(ill.Test, images), ill.Normalization, backend, default).Accuracy!.Value;

Outcome? Examine(Healthy healthy, Fault fault, int seed, double best)
{
    Case? ill = fault.Make(healthy, new Philox((ulong)seed, (ulong)fault.Kind.Length));
    if (ill is null)
    {
        return null;
    }

    long begin = Stopwatch.GetTimestamp();
    var options = new ExaminationOptions
    {
        Normalization = ill.Normalization,
        Test = ill.Test,
        Images = images,
        Backend = backend,
    };
    Examination seen = Doctor.Examine(ill.Module, ill.Train, options);
    RepairResult repair = Doctor.Repair(ill.Module, seen, ill.Train, options);
    double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
    Finding[] found = [.. seen.Findings.Where(finding => finding.Severity > FindingSeverity.Note)];
    return new Outcome(
        healthy.Name,
        fault,
        seed % 2 == 1,
        (best, seen.Accuracy ?? 0, repair.Total?.AccuracyAfter ?? 0),
        [.. found.Select(finding => finding.Id).Distinct()],
        [.. found.Where(finding => finding.Severity == FindingSeverity.Error).Select(finding => finding.Id).Distinct()],
        seconds);
}
