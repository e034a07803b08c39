using NormSharp.Fuzz;
using NormSharp.Fuzz.Targets;

FuzzOptions options;
try
{
    options = FuzzOptions.Parse(args);
}
catch (FormatException error)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}

FuzzTarget[] targets = [.. FuzzTargets.All.Where(target => options.Targets?.Contains(target.Name) != false)];
if (targets.Length == 0 || options.Targets?.Count > targets.Length)
{
    Console.Error.WriteLine($"known targets: {string.Join(", ", FuzzTargets.All.Select(target => target.Name))}");
    return 2;
}

if (options.NewCorpus is { } root)
{
    CorpusFolder.Write(root, targets);
    return 0;
}

if (options.Replay is { } file)
{
    string folder = Directory.CreateTempSubdirectory("normsharp-fuzz-").FullName;
    string copy = Path.Combine(folder, targets[0].FileName);
    File.Copy(file, copy);
    Verdict verdict = Verdict.Of(targets[0], copy, options.LongestCall);
    Console.WriteLine(verdict.Kind is { } kind ? $"FAILS {kind}\n{verdict.Detail}" : verdict.IsAccepted ? "accepted" : "refused");
    Directory.Delete(folder, recursive: true);
    return verdict.Kind is null ? 0 : 1;
}

using var fuzzer = new Fuzzer(options, targets);
fuzzer.Run();
return fuzzer.Failures == 0 ? 0 : 1;
