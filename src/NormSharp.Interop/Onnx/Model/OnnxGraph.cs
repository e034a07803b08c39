namespace NormSharp.Interop.Onnx.Model;

/// <summary>A graph: nodes in an order in which each comes after those that it reads.</summary>
internal sealed record OnnxGraph
{
    public required string Name { get; init; }

    /// <summary>What has to be given; without those that have an initializer.</summary>
    public required IReadOnlyList<OnnxValue> Inputs { get; init; }

    public required IReadOnlyList<OnnxValue> Outputs { get; init; }

    public required IReadOnlyList<OnnxNode> Nodes { get; init; }

    /// <summary>Numbers that the file holds, in its order.</summary>
    public required IReadOnlyList<NamedTensor> Initializers { get; init; }

    /// <summary>What the file says of values between nodes.</summary>
    public required IReadOnlyList<OnnxValue> Values { get; init; }
}
