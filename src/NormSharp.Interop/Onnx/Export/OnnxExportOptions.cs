namespace NormSharp.Interop;

/// <summary>How a network is written as ONNX.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>The oldest version of the standard's operators that is written.</summary>
    public const int OldestOpset = 13;

    /// <summary>The newest.</summary>
    public const int NewestOpset = 21;

    /// <summary>The version of the standard's operators: 17 is read by every runtime of the last years.</summary>
    public int Opset { get; init; } = 17;

    /// <summary>What the inputs are called; null for the network's own names, or <c>input</c>.</summary>
    public IReadOnlyList<string>? InputNames { get; init; }

    /// <summary>What the outputs are called; null for the network's own names, or <c>output</c>.</summary>
    public IReadOnlyList<string>? OutputNames { get; init; }

    /// <summary>What the batch dimension is called; its extent is free.</summary>
    public string BatchName { get; init; } = "batch";

    /// <summary>What is computed of the first input before the network, so that the file takes pixels; null for nothing.</summary>
    public InputScaling? Preprocessing { get; init; }

    /// <summary>What else the file says of itself: its metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
