using System.Runtime.Intrinsics.X86;
using System.Text.Json.Nodes;

namespace NormSharp.Training.Tests.Runs;

public sealed class HostInfoTests
{
    [Fact]
    public void The_host_is_described()
    {
        HostInfo host = HostInfo.Current;

        Assert.NotEmpty(host.Processor);
        Assert.Equal(Environment.ProcessorCount, host.Cores);
        Assert.Equal(Avx2.IsSupported, host.VectorSets.Contains("AVX2"));
        Assert.StartsWith(".NET 10", host.Runtime, StringComparison.Ordinal);
        Assert.StartsWith("0.", host.NormSharp, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fact_is_in_the_json()
    {
        JsonObject json = HostInfo.Current.ToJson();

        Assert.Equal(
            ["processor", "cores", "vector_sets", "operating_system", "runtime", "normsharp", "memory_mb"], json.Select(pair => pair.Key));
        Assert.Equal(HostInfo.Current.VectorSets, json["vector_sets"]!.AsArray().Select(set => (string)set!));
    }
}
