namespace NormSharp.Primitives;

/// <summary>What indices name.</summary>
internal enum IndexKind
{
    /// <summary>Entries of one dimension, each with all that stands at it (ONNX's Gather).</summary>
    Entries,

    /// <summary>Single numbers: the index replaces one coordinate of its own place (GatherElements).</summary>
    Elements,

    /// <summary>Places by their first coordinates, which stand along the innermost dimension of the indices (GatherND).</summary>
    Coordinates,
}
