using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Inference;
using NormSharp.Serialization;

namespace NormSharp.Tests.Inference;

/// <summary>Tuning files, also damaged ones and those of strangers.</summary>
public sealed class TuningFileTests : IDisposable
{
    private static readonly StepChoice Choice = StepChoice.Of("conv.forward 1x2x3x4", ["usual", "other"], triesAlone: true);

    private readonly string _folder = Directory.CreateTempSubdirectory("normsharp-tuning").FullName;
    private readonly CpuBackend _backend = new(2);

    private string Path => System.IO.Path.Combine(_folder, "tuning.json");

    public void Dispose()
    {
        _backend.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"format":"normsharp.tuning","version":1}""")]
    [InlineData("""{"format":"normsharp.tuning","version":2,"machines":{}}""")]
    [InlineData("""{"format":"normsharp.tuning","version":1,"machines":[]}""")]
    [InlineData("""{"format":"normsharp.tuning","version":1,"machines":{"m":7}}""")]
    [InlineData("""{"format":"normsharp.tuning","version":1,"machines":{"m":{"p":null}}}""")]
    [InlineData("""{"format":"normsharp.tuning","version":1,"machines":{"m":{"p":{"algorithm":7,"threads":"all"}}}}""")]
    [InlineData("""{"format":"normsharp.tuning","version":1,"machines":{"m":{"p":{"threads":"two"}}}}""")]
    [InlineData("""{"format":"normsharp.tuning","version":1,"machines":{},"machines":{}}""")]
    [InlineData("""{"name":"my settings"}""")]
    public void What_is_no_tuning_file_is_refused_and_left_alone(string content)
    {
        File.WriteAllText(Path, content);
        var error = Assert.Throws<ModelFormatException>(() => new PlanTuning(Path));
        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(content, File.ReadAllText(Path));
    }

    [Fact]
    public void A_file_that_is_too_large_or_a_folder_is_refused()
    {
        File.WriteAllText(Path, new string(' ', TuningDocument.MostBytes + 1));
        Assert.Contains("at most", Assert.Throws<NormSharpException>(() => new PlanTuning(Path)).Message, StringComparison.Ordinal);
        Assert.Throws<NormSharpException>(() => new PlanTuning(_folder));
        Assert.Throws<ArgumentException>(() => new PlanTuning(string.Empty));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_told()
        => Assert.ThrowsAny<IOException>(() => Tune(new PlanTuning(System.IO.Path.Combine(_folder, "missing", "tuning.json"))));

    [Theory]
    [InlineData("algorithm", "\"gone\"")]
    [InlineData("algorithm", "null")]
    [InlineData("among", """["usual"]""")]
    [InlineData("among", """["usual","other","new"]""")]
    public void What_is_not_known_here_is_measured_again(string key, string value)
    {
        Tune(new PlanTuning(Path));
        Assert.Equal(0, Tune(new PlanTuning(Path)));
        JsonObject json = Json();
        Entry(json)[key] = JsonNode.Parse(value);
        File.WriteAllText(Path, json.ToJsonString());
        Assert.Equal(1, Tune(new PlanTuning(Path)));
        Assert.Equal(0, Tune(new PlanTuning(Path)));
    }

    [Fact]
    public void Other_machines_keep_what_they_measured()
    {
        Tune(new PlanTuning(Path));
        JsonObject json = Json();
        var machines = (JsonObject)json["machines"]!;
        JsonNode ours = Entry(json).DeepClone();
        machines.Clear();
        machines["another machine"] = new JsonObject { [Choice.Problem] = ours };
        File.WriteAllText(Path, json.ToJsonString());
        Assert.Equal(1, Tune(new PlanTuning(Path)));
        Assert.Equal(2, ((JsonObject)Json()["machines"]!).Count);
        Assert.NotNull(Json()["machines"]!["another machine"]![Choice.Problem]);
    }

    [Fact]
    public void What_another_process_wrote_meanwhile_stays()
    {
        var first = new PlanTuning(Path);
        Tune(new PlanTuning(Path));
        StepChoice second = Choice with { Problem = "linear 1x2, 3 outputs" };
        Tune(first, second);
        Assert.Equal(0, Tune(new PlanTuning(Path)));
        Assert.Equal(0, Tune(new PlanTuning(Path), second));
    }

    [Fact]
    public void The_oldest_machines_are_let_go()
    {
        var document = new TuningDocument();
        var entry = new TuningEntry(new StepSetting("a", IsAlone: true), ["b", "a"], 1.5, 2.5);
        for (int i = 0; i < TuningDocument.MostMachines + 3; i++)
        {
            document.Of($"machine {i}")["problem"] = entry;
        }

        document.Of("machine 3");
        document.Of("new");
        document.Write(Path);
        TuningDocument read = TuningDocument.Read(Path);
        Assert.Empty(TuningDocument.Read(Path).Of("machine 4"));
        TuningEntry kept = read.Of("machine 3")["problem"];
        Assert.Equal((entry.Setting, 1.5, 2.5), (kept.Setting, kept.Microseconds, kept.UsualMicroseconds));
        Assert.Equal(["b", "a"], kept.Among);
    }

    private static JsonObject Entry(JsonObject json)
        => (JsonObject)((JsonObject)((JsonObject)json["machines"]!).Single().Value!)[Choice.Problem]!;

    private JsonObject Json() => (JsonObject)JsonNode.Parse(File.ReadAllText(Path))!;

    /// <summary>How many problems were measured.</summary>
    private int Tune(PlanTuning tuning, StepChoice? choice = null)
    {
        var step = new TunableStep(choice ?? Choice, _ => () => { });
        tuning.Tune(_backend, [step], new PlanTuner(new EvenClock(), new TuningEffort(TimeSpan.Zero, 1, 3)));
        return tuning.Measured;
    }

    private sealed class EvenClock : ITuningClock
    {
        public double Time(string problem, StepSetting setting, Action step) => 100;
    }
}
