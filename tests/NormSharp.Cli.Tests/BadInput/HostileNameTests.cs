using NormSharp.Cli.Failures;
using NormSharp.Cli.Tests.Processes;
using NormSharp.Interop;
using NormSharp.Primitives;
using NormSharp.Serialization;
using NormSharp.Training;

namespace NormSharp.Cli.Tests.BadInput;

/// <summary>Files of any name go through the commands that read a model or write files: nothing is faked, nothing lost.</summary>
public sealed class HostileNameTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    public static TheoryData<string> Names =>
    [
        "\u0001\u0007\b\u007f\u009b", "\u001b]0;x\u0007\u001b[31m", "\u202egnp\u2066", "a'b\"c`d`$(touch planted);*", "=",
        "%s\\033", "x\nnormsharp: all is well\r\n", "a\tb  c ", "\ufffd", "ä 模型 👍", new string('n', 200),
    ];

    [Theory]
    [Trait("Category", "Exhaustive")]
    [MemberData(nameof(Names))]
    public void Each_name_of_a_model_and_of_what_is_made_of_it_is_only_a_name(string name) => CheckName(name);

    [Theory]
    [InlineData("--json\u001b[31m\u202e'\"`$(touch planted)\nnormsharp: all is well\r")]
    [InlineData("模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模模")]
    public void The_name_of_a_model_and_of_what_is_made_of_it_is_only_a_name(string name) => CheckName(name);

    [Fact]
    public void The_names_of_a_study_are_only_names()
    {
        string bad = "\u001b[31m\u202e'\"\n-";
        string data = TinyData.Write(tiny.Fresh($"d{bad}"));
        string folder = tiny.Fresh($"s{bad}");
        string page = tiny.Fresh($"p{bad}.md");
        string[] command = ["study", "bias", "--quick", "--seeds", "1", "--data", data, "--out", folder, "--page", page];
        TestRun first = Walk(command);
        Assert.True(first.Code == ExitCode.Ok, first.Error);
        string report = File.ReadAllText(Path.Combine(folder, "bias", "report.html"));
        Assert.DoesNotContain('\u001b', report + File.ReadAllText(page));
        Assert.DoesNotContain('\u202e', report + File.ReadAllText(page));
        Assert.Equal(ExitCode.Ok, Walk([.. command, "--json"]).Code);
    }

    [Fact]
    public void Names_too_long_are_refused_before_the_work()
    {
        string name = tiny.Fresh(new string('n', 230) + ".onnx");
        string missing = Path.Combine(tiny.Fresh("none"), "x");
        foreach (string[] command in (string[][])
            [
                ["export", tiny.Model, "-o", name], ["absorb", tiny.Model, "-o", name + "x"], ["doctor", tiny.Model, "--html", name],
                ["eval", tiny.Run, "-o", name], ["data", tiny.Data, "--no-sheet", "--export", name], ["data", tiny.Data, "--sheet", name],
            ])
        {
            TestRun.Of(command).Failed(ExitCode.Failed, "255 is the most");
        }

        foreach (string[] command in (string[][])
            [["doctor", tiny.Model, "--html", missing], ["data", tiny.Data, "--sheet", missing], ["absorb", tiny.Model, "-o", missing]])
        {
            TestRun.Of(command).Failed(ExitCode.Failed, "the folder does not exist");
        }
    }

    [Fact]
    public void A_leading_dash_and_bytes_that_are_no_text_are_handled_or_refused_aloud()
    {
        using var folder = new TemporaryFolder();
        File.Copy(tiny.Model, folder["-x"]);
        Assert.True(Shell(folder.Path, "export -o x.onnx -- -x").Code == ExitCode.Ok);
        Shell(folder.Path, "export $'-\\xff' -o y.onnx").Failed(ExitCode.WrongUsage, "no UTF-8");
        Assert.Equal(["-x", "x.onnx"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!);
    }

    [Theory]
    [Trait("Category", "Exhaustive")]
    [InlineData("doctor {0}", "doctor -- -x", ExitCode.Ok)]
    [InlineData("export x -o {0}", "export --out=-y.pth -- -x", ExitCode.Ok)]
    [InlineData("absorb {0} -o y", "absorb -o ./-y -- -x", ExitCode.Ok)]
    [InlineData("run {0}", "run --input=-i.npy -- -x", ExitCode.Ok)]
    [InlineData("run --suite {0}", "run --suite=-s", ExitCode.Failed)]
    [InlineData("study bias --data {0}", "study bias --quick --seeds 1 --data=-d --out=-r", ExitCode.Ok)]
    [InlineData("study bias --out {0}", "study -- -x", ExitCode.WrongUsage)]
    [InlineData("train --data {0}", "train --data=-d --epochs 1 --out=-q", ExitCode.Ok)]
    public void So_they_are_in_every_command(string broken, string dashed, int code)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere names are Unicode");
        using var folder = new TemporaryFolder();
        File.Copy(tiny.Model, folder["-x"]);
        TinyData.Write(folder["-d"]);
        Directory.CreateDirectory(folder["-s"]);
        TensorFiles.WriteNpy(folder["-i.npy"], NamedTensor.Of("x", [1, 1, 16, 16], new float[256]));
        TestRun dash = Shell(folder.Path, dashed);
        Assert.True(dash.Code == code, dash.Error);
        string[] before = Directory.GetFileSystemEntries(folder.Path);
        Shell(folder.Path, string.Format(System.Globalization.CultureInfo.InvariantCulture, broken, "$'m\\xff'"))
            .Failed(ExitCode.WrongUsage, "no UTF-8");
        Assert.Equal(before, Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Entries_of_a_folder_whose_names_are_no_text_are_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere names are Unicode");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["runs", "good"]);
        File.Copy(Path.Combine(tiny.Run, "run.json"), folder["runs", "good", "run.json"]);
        using (CliProcess process = CliProcess.StartByShell(
            folder.Path,
            "mkdir -p $'runs/b\\xff' $'suite/t\\xff'; touch $'suite/t\\xff/model.onnx'; exec \"$@\"",
            "run",
            "--suite",
            "suite"))
        {
            process.Wait().Failed(ExitCode.Failed, "suite", "no UTF-8");
        }

        Assert.Contains("no UTF-8", TestRun.Of("eval", folder["runs"]).Succeeded().Output, StringComparison.Ordinal);
        using CliProcess clean = CliProcess.StartByShell(folder.Path, "rm -rf runs suite");
        clean.Wait();
    }

    private void CheckName(string name)
    {
        string folder = tiny.Fresh(string.Empty);
        Directory.CreateDirectory(folder);
        string In(string ending) => Path.Combine(folder, name + ending);
        string model = In(".st");
        File.Copy(tiny.Model, model);
        string input = In(".in.npy");
        TensorFiles.WriteNpy(input, NamedTensor.Of("x", [1, 1, TinyData.Size, TinyData.Size], new float[TinyData.Size * TinyData.Size]));
        string suite = In(".d");
        Directory.CreateDirectory(Path.Combine(suite, name, "test_data_set_0"));
        (string[] Command, string? Made)[] commands =
        [
            (["export", model, "-o", In(".onnx")], In(".onnx")), (["export", model, "-o", In(".pth"), "--json"], In(".pth")),
            (["absorb", model, "-o", In(".a")], In(".a")), (["absorb", model, "-o", In(".b"), "--json"], In(".b")),
            (["run", model, "--input", input, "--output", $"output={In(".npy")}"], In(".npy")),
            (["run", In(".onnx"), "--input", input, "--output", $"output={In(".2.npy")}", "--json"],
                In(".2.npy")),
            (["doctor", model, "--html", In(".html"), "--sarif", In(".sarif")], In(".html")), (["doctor", model, "--json"], null),
            (["doctor", In(".pth"), "--arch", "lenet-bn"], null), (["summary", In(".onnx")], null),
        ];
        foreach ((string[] command, string? made) in commands)
        {
            TestRun run = Walk(command);
            Assert.True(run.Code is ExitCode.Ok or ExitCode.Findings || command[0] == "doctor", $"{command[0]}: {run.Error}");
            Assert.True(made is null || File.Exists(made), $"{command[0]} wrote no file");
        }

        File.Copy(In(".onnx"), Path.Combine(suite, name, "model.onnx"));
        foreach (string[] command in (string[][])
            [
                ["export", model, "-o", model], ["export", model, "-o", In(".onnx")], ["export", In(".no"), "-o", In(".c.onnx")],
                ["absorb", model, "-o", In(".a")], ["absorb", In(".no"), "-o", In(".c")], ["run", In(".no"), "--input", input],
                ["run", model, "--input", In(".no")], ["run", model, "--input", input, "--output", $"output={In(".npy")}"],
                ["run", "--suite", In(".no")], ["run", "--suite", model], ["doctor", In(".no")], ["doctor", model, "--data", In(".no")],
                ["doctor", model, "--html", In(".html")], ["doctor", model, $"--fix={name}", "--dry-run"], ["study", $"no{name}"],
                ["study", "bias", "--quick", "--data", In(".no")], ["study", "bias", "--quick", "--data", tiny.Data, "--out", model],
                ["study", "bias", "--quick", "--data", tiny.Data, "--page", model + "/p.md", "--out", In(".s")],
            ])
        {
            TestRun run = Walk(command);
            Assert.True(run.Code is ExitCode.Failed or ExitCode.WrongUsage, $"{string.Join(' ', command)}: {run.Code}");
            Assert.StartsWith("normsharp: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        }

        Walk(["run", "--suite", suite]);
        Assert.Empty(Directory.GetFiles(folder, "*.tmp", SearchOption.AllDirectories));
        Assert.False(File.Exists("planted"));
    }

    private static TestRun Walk(string[] command)
    {
        TestRun run = TestRun.Of(command);
        Assert.All((run.Output + run.Error).Split('\n'), line => Assert.True(Printable.IsPlain(line), string.Join(' ', command)));
        Assert.DoesNotContain("unexpected", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("mistake in normsharp", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Output.Split('\n'), line => line.StartsWith("normsharp: all is well", StringComparison.Ordinal));
        return run;
    }

    private static TestRun Shell(string folder, string arguments)
    {
        using CliProcess process = CliProcess.StartByShell(folder, $"exec \"$@\" {arguments}");
        return process.Wait();
    }
}
