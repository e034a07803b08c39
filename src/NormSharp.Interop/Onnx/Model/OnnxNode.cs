namespace NormSharp.Interop.Onnx.Model;

/// <summary>An operation of a graph.</summary>
internal sealed record OnnxNode
{
    public required string Name { get; init; }

    public required string Operator { get; init; }

    /// <summary>Whose operator it is; empty for the standard's.</summary>
    public required string Domain { get; init; }

    /// <summary>The version of the operator set that the model imports for the domain; 0 where it imports none.</summary>
    public required int Version { get; init; }

    /// <summary>The values that it reads; empty names are inputs that are left out.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    public required IReadOnlyList<string> Outputs { get; init; }

    public required IReadOnlyDictionary<string, OnnxAttribute> Attributes { get; init; }

    /// <summary>For messages: the node, its operator and version.</summary>
    public override string ToString()
        => $"node '{Printable.Name(Name)}' ({(Domain.Length > 0 ? Printable.Name(Domain) + "." : string.Empty)}"
            + $"{Printable.Name(Operator)}, version {Version})";
}
