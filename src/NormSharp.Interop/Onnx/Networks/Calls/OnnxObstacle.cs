namespace NormSharp.Interop.Onnx.Networks.Calls;

/// <summary>Why a graph cannot be made a network.</summary>
internal enum OnnxObstacle
{
    /// <summary>An operator that no layer stands for.</summary>
    Operator,

    /// <summary>A known operator with a setting or with operands that are not supported.</summary>
    Setting,

    /// <summary>Arithmetic on quantized numbers.</summary>
    Quantized,

    /// <summary>A layer with a state from step to step.</summary>
    Recurrent,

    /// <summary>Sequences and optional values.</summary>
    Sequence,

    /// <summary>Texts.</summary>
    Text,

    /// <summary>Numbers of eight or four bits in formats that no layer computes with.</summary>
    NarrowNumbers,

    /// <summary>Graphs within the graph, which run a number of times that is not known before.</summary>
    ControlFlow,
}
