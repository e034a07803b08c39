namespace NormSharp.Interop.Onnx.Model;

/// <summary>An ONNX file as a record: checked, and independent of how it is written.</summary>
internal sealed record OnnxModel
{
    public required long IrVersion { get; init; }

    /// <summary>The program that wrote it, with its version.</summary>
    public required string Producer { get; init; }

    /// <summary>The versions of operator sets by domain; the standard's is empty.</summary>
    public required IReadOnlyDictionary<string, int> Opsets { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public required OnnxGraph Graph { get; init; }
}
