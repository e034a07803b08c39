using BenchmarkDotNet.Attributes;
using NormSharp.Kernels.Limits;
using NormSharp.Tensors;

namespace NormSharp.Benchmarks.Limits;

/// <summary>The loops that other kernels are judged by.</summary>
public class LimitBenchmarks : TeamBenchmark
{
    private const int Length = 16 << 20;

    private HostStorage<float> _source = null!;
    private HostStorage<float> _destination = null!;

    /// <summary>A million rounds of twelve vector multiply-adds a thread.</summary>
    [Benchmark]
    public double MultiplyAdds() => ArithmeticPeak.Run(Team, 1_000_000);

    /// <summary>64 MB read and as many written, by ordinary stores.</summary>
    [Benchmark]
    public void Copy() => CopyLoop.Run(Team, _source.Span, _destination.Span, streaming: false);

    /// <summary>The same past the caches.</summary>
    [Benchmark]
    public void CopyStreaming() => CopyLoop.Run(Team, _source.Span, _destination.Span, streaming: true);

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _source = new HostStorage<float>(Length);
        _destination = new HostStorage<float>(Length);
        _source.Span.Fill(1);
        _destination.Span.Fill(2);
    }
}
