using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace NormSharp.Fuzz;

/// <summary>
/// Makes inputs and shows them to readers. Input number n of a target follows from the seed and n alone. The input stands in a file before
/// it is read, so that one that ends the process is found there by the next.
/// </summary>
internal sealed class Fuzzer : IDisposable
{
    private const int Batch = 200;
    private const int MostPerKind = 3;

    /// <summary>
    /// Memory of the whole process, that of native code with it: the heap's limit, and what the runtime and its code take.
    /// </summary>
    private const long MostResident = 1L << 30;
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly FuzzOptions _options;
    private readonly List<Course> _courses;
    private readonly string _work;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Dictionary<string, int> _kinds = [];
    private TimeSpan _told;

    public Fuzzer(FuzzOptions options, IReadOnlyList<FuzzTarget> targets)
    {
        _options = options;
        _work = options.Output is { } output
            ? Directory.CreateDirectory(Path.Combine(output, "work")).FullName
            : Directory.CreateTempSubdirectory("normsharp-fuzz-").FullName;
        _courses = [.. targets.Select(target => new Course(target))];
        Restore();
    }

    /// <summary>How many inputs showed a mistake.</summary>
    public int Failures { get; private set; }

    private string? StatePath => _options.Output is { } output ? Path.Combine(output, "state.json") : null;

    /// <summary>Goes on until the time is over.</summary>
    public void Run()
    {
        long before = Total;
        while (_clock.Elapsed.TotalSeconds < _options.Seconds && Total - before < _options.Runs)
        {
            foreach (Course course in _courses)
            {
                // A turn is as long for a slow reader as for a fast one, which gets the more inputs.
                TimeSpan end = _clock.Elapsed + Turn;
                do
                {
                    One(course);
                }
                while (_clock.Elapsed < end && _clock.Elapsed.TotalSeconds < _options.Seconds);
                CheckMemory(course);
            }

            Tell(force: false);
        }

        Tell(force: true);
    }

    public void Dispose()
    {
        Save(clean: true);
        if (_options.Output is null)
        {
            Directory.Delete(_work, recursive: true);
        }
    }

    private long Total => _courses.Sum(course => course.Runs);

    private void One(Course course)
    {
        // Restarted at a place that is known, should this input end the process.
        if (course.Runs % Batch == 0)
        {
            Save(clean: false);
        }

        byte[] input = course.Input(_options.Seed, course.Runs);
        course.Runs++;
        string folder = Directory.CreateDirectory(Path.Combine(_work, course.Target.Name)).FullName;
        string path = Path.Combine(folder, course.Target.FileName);
        File.WriteAllBytes(path, input);
        Verdict verdict = Verdict.Of(course.Target, path, _options.LongestCall);
        course.Accepted += verdict.IsAccepted ? 1 : 0;
        if (verdict.Kind is { } kind)
        {
            Failures++;
            string key = $"{course.Target.Name}: {kind}";
            int seen = _kinds[key] = _kinds.GetValueOrDefault(key) + 1;
            if (seen <= MostPerKind)
            {
                byte[] least = Minimizer.Minimize(course.Target, path, input, kind, _options.LongestCall);
                Keep(course.Target, least, key, verdict.Detail, course.Runs - 1);
            }
        }
    }

    private void CheckMemory(Course course)
    {
        long peak = Process.GetCurrentProcess().PeakWorkingSet64;
        if (peak > MostResident && _kinds.TryAdd("memory of the process", 1))
        {
            Failures++;
            Console.Error.WriteLine($"FAILS memory of the process: {peak} bytes, in {course.Target.Name} before input {course.Runs}");
        }
    }

    private void Keep(FuzzTarget target, byte[] input, string key, string detail, long number)
    {
        Console.Error.WriteLine($"FAILS {key} (input {number}, {input.Length} bytes)\n{detail}");
        if (_options.Output is { } output)
        {
            string folder = Directory.CreateDirectory(Path.Combine(output, "failures")).FullName;
            string stem = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{target.Name}-{_options.Seed}-{number}"));
            File.WriteAllBytes(stem + ".bin", input);
            File.WriteAllText(stem + ".txt", $"{key}\n{detail}\n");
        }
    }

    private void Tell(bool force)
    {
        if (!force && _clock.Elapsed - _told < Interval)
        {
            return;
        }

        _told = _clock.Elapsed;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_clock.Elapsed.TotalSeconds:0} s: {Total} inputs, {_courses.Sum(course => course.Accepted)} accepted, "
                + $"{Failures} failures of {_kinds.Count} kinds, {GC.GetTotalMemory(forceFullCollection: true) >> 20} MB kept"));
        if (force)
        {
            foreach (Course course in _courses)
            {
                Console.WriteLine($"  {course.Target.Name,-16} {course.Runs,10} inputs, {course.Accepted,10} accepted");
            }
        }

        Save(clean: false);
    }

    private void Restore()
    {
        if (StatePath is { } path && File.Exists(path) && JsonNode.Parse(File.ReadAllText(path)) is JsonObject state
            && (ulong?)state["seed"] == _options.Seed)
        {
            foreach (Course course in _courses)
            {
                course.Runs = (long?)state["runs"]?[course.Target.Name] ?? 0;
                course.Accepted = (long?)state["accepted"]?[course.Target.Name] ?? 0;

                // The process ended in one of the inputs that follow: the next batch begins after them.
                course.Runs += (bool?)state["clean"] == false ? Batch : 0;
            }
        }

        Save(clean: false);
    }

    private void Save(bool clean)
    {
        if (StatePath is { } path)
        {
            var runs = new JsonObject();
            var accepted = new JsonObject();
            foreach (Course course in _courses)
            {
                runs[course.Target.Name] = course.Runs;
                accepted[course.Target.Name] = course.Accepted;
            }

            var state = new JsonObject { ["seed"] = _options.Seed, ["clean"] = clean, ["runs"] = runs, ["accepted"] = accepted };
            File.WriteAllText(path + ".new", state.ToJsonString());
            File.Move(path + ".new", path, overwrite: true);
        }
    }

    /// <summary>How far a target is.</summary>
    private sealed class Course(FuzzTarget target)
    {
        private readonly Lazy<IReadOnlyList<byte[]>> _corpus = new(() => CorpusFolder.Read(target.Name));
        private readonly int _salt = target.Name.Aggregate(17, (sum, letter) => unchecked((sum * 31) + letter));

        public FuzzTarget Target => target;

        public long Runs { get; set; }

        public long Accepted { get; set; }

        /// <summary>The first inputs are the corpus as it is; the others are damaged, now and then more than once.</summary>
        public byte[] Input(ulong seed, long number)
        {
            if (number < _corpus.Value.Count)
            {
                return _corpus.Value[(int)number];
            }

            var random = new Random(HashCode(seed, number));
            byte[] input = _corpus.Value[random.Next(_corpus.Value.Count)];
            do
            {
                input = target.Mutate(input, random);
            }
            while (random.Next(3) == 0 && input.Length > 0);

            return input;
        }

        private int HashCode(ulong seed, long number)
        {
            ulong mixed = unchecked((seed * 0x9E3779B97F4A7C15) ^ ((ulong)number * 0xD1B54A32D192ED03) ^ (ulong)(uint)_salt);
            mixed ^= mixed >> 29;
            mixed *= 0xBF58476D1CE4E5B9;
            return (int)(mixed >> 33);
        }
    }
}
