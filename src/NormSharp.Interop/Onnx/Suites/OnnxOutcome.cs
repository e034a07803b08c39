namespace NormSharp.Interop.Onnx.Suites;

/// <summary>How a test of a suite ended.</summary>
internal enum OnnxOutcome
{
    /// <summary>All outputs are as expected.</summary>
    Passed,

    /// <summary>An output differs, or the network failed.</summary>
    Failed,

    /// <summary>The graph has something that no network of the house does.</summary>
    NotSupported,
}
