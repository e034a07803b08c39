using System.Diagnostics;
using NormSharp.Cli.Failures;
using NormSharp.Serialization;

namespace NormSharp.Cli.Tests.Processes;

/// <summary>What a killed process left is taken up or cleared away by the same command.</summary>
public sealed class LeftoverTests : IDisposable
{
    // No system gives a process this number.
    private const string Rubbish = "2147483647-0123456789abcdef.tmp";

    // What a training writes after its last checkpoint, in this order.
    private static readonly string[] Last =
    [
        "model-as-trained.safetensors", "confusion.svg", "mistakes.png", "model.safetensors", "summary.json",
    ];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, bool> Moments
    {
        get
        {
            var moments = new TheoryData<string, bool>();
            foreach (string file in Last)
            {
                moments.Add(file, true);
                if (file != Last[0])
                {
                    moments.Add(file, false);
                }
            }

            return moments;
        }
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void A_training_killed_at_any_of_its_last_files_writes_them_all_when_it_goes_on(string file, bool recalibrates)
    {
        string run = Trained(recalibrates);
        Dictionary<string, byte[]> whole = Content(run);
        Assert.Equal(recalibrates, whole.ContainsKey(Last[0]));
        Assert.All(Last.Skip(1), name => Assert.Contains(name, whole.Keys));
        foreach (string name in Last.SkipWhile(name => name != file))
        {
            File.Delete(Path.Combine(run, name));
        }

        Leave(run, $"{file}.{Rubbish}", "run.lock", "run.claim");
        TestRun.Of("train", "--resume", run, "--json", "--quiet").Succeeded();
        Dictionary<string, byte[]> after = Content(run);
        Assert.Equal(whole.Keys.Order(StringComparer.Ordinal), after.Keys.Order(StringComparer.Ordinal));
        Assert.All(after.Where(entry => entry.Key != "summary.json"), entry => Assert.Equal(whole[entry.Key], entry.Value));
        Assert.Equal(Classes(whole), Classes(after));
    }

    [Fact]
    public void A_finished_training_begun_again_clears_what_was_left_and_touches_nothing_else()
    {
        string run = Trained(recalibrates: true);
        Dictionary<string, byte[]> whole = Content(run);
        string living = $"mistakes.png.{Environment.ProcessId}-0123456789abcdef.tmp";
        Leave(run, $"mistakes.png.{Rubbish}", $"summary.json.{Rubbish}", $"run.json.{Rubbish}", "run.lock", "run.claim", living, "own.tmp");
        TestRun.Of("train", "--resume", run, "--json", "--quiet").Succeeded();
        Assert.Equal(
            whole.Keys.Append(living).Append("own.tmp").Order(StringComparer.Ordinal), Content(run).Keys.Order(StringComparer.Ordinal));
        Assert.All(whole, entry => Assert.Equal(entry.Value, File.ReadAllBytes(Path.Combine(run, entry.Key))));
    }

    [Fact]
    public void More_epochs_leave_no_picture_of_mistakes_that_are_no_more()
    {
        string data = TinyData.Write(_folder["right"]);
        string run = _folder["run"];
        TestRun.Of([.. TinyRun.Arguments(data, 6), "--out", run, "--json", "--quiet"]).Succeeded();
        File.WriteAllText(Path.Combine(run, "mistakes.png"), "of fewer epochs");
        TestRun more = TestRun.Of("train", "--resume", run, "--epochs", "7", "--json", "--quiet").Succeeded();
        Assert.Equal(1, (double)more.Json["test_accuracy_recalibrated"]!);
        Assert.False(File.Exists(Path.Combine(run, "mistakes.png")));
    }

    [Fact]
    public void Folders_and_files_of_results_are_whole_or_not_there()
    {
        string run = Trained(recalibrates: true);
        string data = _folder["data"];
        (string Target, string[] Command)[] commands =
        [
            (_folder["looked-at"], ["eval", run, "-o"]), (_folder["pictures"], ["data", data, "--no-sheet", "--export"]),
            (_folder["x.onnx"], ["export", run, "-o"]), (_folder["x.pth"], ["export", run, "-o"]),
            (_folder["f.safetensors"], ["fold", run, "-o"]), (_folder["r.safetensors"], ["recalibrate", run, "--data", data, "-o"]),
            (_folder["sheet.png"], ["data", data, "--sheet"]), (_folder["d.html"], ["doctor", run, "--html"]),
        ];
        foreach ((string target, string[] command) in commands)
        {
            string half = $"{target}.{Rubbish}";
            if (Path.HasExtension(target))
            {
                Leave(_folder.Path, Path.GetFileName(half), $"{Path.GetFileName(half)}.{Rubbish}");
            }
            else
            {
                Directory.CreateDirectory(half);
                Leave(half, "half.png");
            }

            TestRun done = TestRun.Of([.. command, target]);
            Assert.True(done.Code is ExitCode.Ok || command[0] == "doctor", done.Error);
            Assert.True(Path.Exists(target), target);
            Assert.Empty(Directory.GetFileSystemEntries(_folder.Path, "*.tmp"));
            TestRun.Of([.. command, target]).Failed(ExitCode.Failed, target, "exists already");
        }
    }

    [Fact]
    public void A_pipe_where_a_run_writes_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "named pipes are Unix's");
        string run = Trained(recalibrates: true);
        foreach (string name in (string[])["metrics.jsonl", "run.lock"])
        {
            File.Delete(Path.Combine(run, "summary.json"));
            string pipe = Path.Combine(run, name);
            byte[]? before = File.Exists(pipe) ? File.ReadAllBytes(pipe) : null;
            File.Delete(pipe);
            Process.Start("mkfifo", [pipe]).WaitForExit();
            TestRun.Of("train", "--resume", run, "--json", "--quiet").Failed(ExitCode.Failed, pipe, "is a pipe or a device");
            File.Delete(pipe);
            File.WriteAllBytes(pipe, before ?? []);
        }

        TestRun.Of("train", "--resume", run, "--json", "--quiet").Succeeded();
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A finished run with every file that there can be, and some mistakes.</summary>
    private string Trained(bool recalibrates)
    {
        string data = TinyData.Write(_folder["data"]);
        byte[] labels = [.. Enumerable.Range(0, TinyData.TestCount).Select(i => (byte)((i + (i % 2)) % TinyData.Classes))];
        TinyData.WriteIdx(Path.Combine(data, TinyData.TestLabels), [labels.Length], labels);
        string run = _folder["run"];
        string[] kind = recalibrates ? [] : ["--no-recalibrate"];
        TestRun.Of([.. TinyRun.Arguments(data, 2), "--out", run, "--json", "--quiet", .. kind]).Succeeded();
        return run;
    }

    private static void Leave(string folder, params string[] names)
    {
        foreach (string name in names)
        {
            File.WriteAllText(Path.Combine(folder, name), "half");
        }
    }

    private static Dictionary<string, byte[]> Content(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(folder, path), File.ReadAllBytes);

    private static string Classes(Dictionary<string, byte[]> content)
        => StrictJson.Object("summary", System.Text.Encoding.UTF8.GetString(content["summary.json"]))["per_class"]!.ToJsonString();
}
