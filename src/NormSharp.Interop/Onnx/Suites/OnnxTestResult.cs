using NormSharp.Interop.Onnx.Networks.Calls;

namespace NormSharp.Interop.Onnx.Suites;

/// <summary>The result of one test.</summary>
/// <param name="Name">The test's folder.</param>
/// <param name="Outcome">How it ended.</param>
internal sealed record OnnxTestResult(string Name, OnnxOutcome Outcome)
{
    /// <summary>What was found and expected, or what is not supported; empty for a test that passed.</summary>
    public string Detail { get; init; } = string.Empty;

    /// <summary>Of what kind the obstacle is; null where it is supported.</summary>
    public OnnxObstacle? Reason { get; init; }

    /// <summary>The operators of the graph, each once.</summary>
    public IReadOnlyList<string> Operators { get; init; } = [];

    /// <summary>The version of the standard's operator set.</summary>
    public int Opset { get; init; }

    /// <summary>One line: outcome, name, detail.</summary>
    public override string ToString() => Outcome switch
    {
        OnnxOutcome.Passed => $"passed         {Name}",
        OnnxOutcome.Failed => $"FAILED         {Name}: {Detail}",
        _ => $"not supported  {Name}: {Detail}",
    };
}
