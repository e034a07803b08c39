using System.Text.Json.Nodes;

namespace NormSharp.Cli.Tests.Commands;

public sealed class EnvCommandTests
{
    [Fact]
    public void Json_names_processor_vectors_threads_and_versions()
    {
        JsonObject json = TestRun.Of("env", "--json").Succeeded().Json;
        Assert.Equal(Environment.ProcessorCount, (int)json["threads"]!);
        Assert.NotEmpty((string)json["processor"]!);
        Assert.StartsWith(".NET 10", (string)json["runtime"]!, StringComparison.Ordinal);
        Assert.NotNull(json["vector_sets"]);
        Assert.NotEmpty((string)json["normsharp"]!);
        Assert.Equal("JIT", (string?)json["build"]);
        Assert.True(json.ContainsKey("build_instruction_set"));
        Assert.Null(json["build_instruction_set"]);
        JsonObject caches = json["caches"]!.AsObject();
        Assert.All((string[])["line", "l1d", "l2", "last_level", "last_level_cores"], size => Assert.True((long)caches[size]! > 0, size));
        Assert.True((long)caches["last_level"]! >= (long)caches["l2"]!);
    }

    [Fact]
    public void People_read_the_same()
    {
        TestRun result = TestRun.Of("env").Succeeded();
        Assert.All(
            (string[])["processor", "vector sets", "caches", "threads", "runtime", "build  ", "normsharp"],
            label => Assert.Contains(label, result.Output, StringComparison.Ordinal));
    }
}
