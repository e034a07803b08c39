using System.Text.Json.Nodes;
using NormSharp.Cli.Failures;
using NormSharp.Layers;
using NormSharp.Serialization;

namespace NormSharp.Cli.Tests.Commands;

public sealed class DoctorCommandTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Fact]
    public void A_run_that_was_recalibrated_is_healthy_and_strict_agrees()
    {
        JsonObject json = TestRun.Of("doctor", tiny.Run, "--strict", "--json").Succeeded().Json;
        Assert.True((bool)json["healthy"]!, json.ToJsonString());
        Assert.Equal(1.0, (double)json["accuracy"]!);
    }

    [Fact]
    public void A_fault_is_found_repaired_and_reported()
    {
        string broken = Broken("ill.safetensors");
        byte[] bytes = File.ReadAllBytes(broken);
        string output = tiny.Fresh("healthy.safetensors");
        string page = tiny.Fresh("page.html");
        string sarif = tiny.Fresh("log.sarif");

        TestRun run = TestRun.Of(
            "doctor", broken, "--data", tiny.Data, "--fix", "-o", output, "--html", page, "--sarif", sarif, "--strict", "--json");

        Assert.Equal(ExitCode.Findings, run.Code);
        JsonObject json = run.Json;
        Assert.Equal("BN014", (string?)json["findings"]![0]!["id"]);
        Assert.Equal("error", (string?)json["findings"]![0]!["severity"]);
        Assert.True((double)json["repair"]!["accuracy_before"]! < 0.9);
        Assert.Equal(1.0, (double)json["repair"]!["accuracy_after"]!);
        Assert.Equal(bytes, File.ReadAllBytes(broken));
        Assert.Equal(1.0, (double)TestRun.Of("eval", output, "--data", tiny.Data, "--json").Succeeded().Json["test_accuracy"]!);
        Assert.Contains("BN014", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Equal("BN014", (string?)JsonNode.Parse(File.ReadAllText(sarif))!["runs"]![0]!["results"]![0]!["ruleId"]);
    }

    [Fact]
    public void People_see_findings_in_80_columns_in_either_language()
    {
        string broken = Broken("seen.safetensors");
        TestRun english = TestRun.Of("doctor", broken, "--data", tiny.Data).Succeeded();
        Assert.Contains("error BN014 statistics that were never updated", english.Output, StringComparison.Ordinal);
        Assert.Contains("→ 100.0 %", english.Output, StringComparison.Ordinal);
        Assert.All(english.OutputLines.Skip(1), line => Assert.InRange(line.Length, 0, 80));
        TestRun chinese = TestRun.Of("doctor", broken, "--data", tiny.Data, "--language", "zh").Succeeded();
        Assert.Contains("错误 BN014 从未更新的统计量", chinese.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_network_without_running_statistics_its_kinds_are_named()
    {
        var model = new Sequential(("conv", new Conv2d(1, 4, 3)), ("norm", new GroupNorm(2, 4)), ("act", new Relu()));
        ((GroupNorm)model.Children.ElementAt(1).Child).Gamma!.AsSpan()[3] = 0;
        string path = tiny.Fresh("groups.safetensors");
        ModelFile.Save(path, model);

        TestRun run = TestRun.Of("doctor", path).Succeeded();

        Assert.Contains("1 GroupNorm, without statistics", run.Output, StringComparison.Ordinal);
        Assert.Contains("normalizations keep no running statistics", run.Output, StringComparison.Ordinal);
        Assert.Contains("note BN027", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing to examine", run.Output, StringComparison.Ordinal);
        Assert.All(run.OutputLines.Skip(1), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void A_dry_run_writes_nothing()
    {
        string broken = Broken("dry.safetensors");
        string output = tiny.Fresh("never.safetensors");
        TestRun.Of("doctor", broken, "--data", tiny.Data, "--fix", "BN014", "--dry-run", "-o", output).Succeeded();
        Assert.False(File.Exists(output));
    }

    [Fact]
    public void What_cannot_be_is_refused_in_one_line()
    {
        TestRun.Of("doctor", tiny.Run, "--fix").Failed(ExitCode.WrongUsage, "--fix", "--out", "--dry-run");
        TestRun.Of("doctor", tiny.Run, "-o", tiny.Fresh("x")).Failed(ExitCode.WrongUsage, "--out", "--fix");
        TestRun.Of("doctor", tiny.Run, "--fix", "BN999", "--dry-run").Failed(ExitCode.WrongUsage, "BN999");
        TestRun.Of("doctor", tiny.Run, "--fix", "-o", tiny.Model).Failed(ExitCode.WrongUsage, "itself");
        TestRun.Of("doctor", "nowhere").Failed(ExitCode.Failed, "nowhere");
    }

    [Fact]
    public void Statistics_of_named_domains_are_kept_apart()
    {
        string output = tiny.Fresh("domains.safetensors");

        TestRun.Of(
            "doctor", tiny.Model, "--data", tiny.Data, "--domain", $"day={tiny.Data}", "--domain", $"night={tiny.Data}", "--fix", "domains",
            "-o", output).Succeeded();

        DomainBatchNorm[] layers =
            [.. ModelFile.Load(output).Module.NamedModules().Select(entry => entry.Module).OfType<DomainBatchNorm>()];
        Assert.Equal(4, layers.Length);
        Assert.All(layers, layer => Assert.Equal(["day", "night"], layer.Domains));
        Assert.Equal(1.0, (double)TestRun.Of("eval", output, "--data", tiny.Data, "--json").Succeeded().Json["test_accuracy"]!);
    }

    [Theory]
    [InlineData("once", "day=x")]
    [InlineData("NAME=DATA", "day=x", "night")]
    [InlineData("NAME=DATA", "=x", "night=y")]
    [InlineData("NAME=DATA", "a.b=x", "night=y")]
    public void Domains_that_cannot_be_are_refused_in_one_line(string expected, params string[] domains) => TestRun
        .Of(["doctor", tiny.Model, "--data", tiny.Data, .. domains.SelectMany(domain => new[] { "--domain", domain })])
        .Failed(ExitCode.WrongUsage, "--domain", expected);

    [Fact]
    public void Domains_alone_are_refused_in_one_line() => TestRun
        .Of("doctor", Broken("alone.safetensors"), "--domain", $"day={tiny.Data}", "--domain", $"night={tiny.Data}")
        .Failed(ExitCode.WrongUsage, "--domain", "--data");

    /// <summary>The tiny model with statistics as they were before training.</summary>
    private string Broken(string name)
    {
        SavedModel saved = ModelFile.Load(tiny.Model);
        foreach (BatchNorm layer in saved.Module.NamedModules().Select(entry => entry.Module).OfType<BatchNorm>())
        {
            layer.ResetRunningStatistics();
        }

        string path = tiny.Fresh(name);
        ModelFile.Save(path, saved.Module, saved.Metadata);
        return path;
    }
}
