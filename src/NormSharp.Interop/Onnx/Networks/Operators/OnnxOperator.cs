using NormSharp.Interop.Onnx.Networks.Calls;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>An operator: what its nodes become.</summary>
/// <param name="Name">Its name in the standard.</param>
/// <param name="Add">
/// Makes the layers of a node and gives its outputs, as many as <see cref="OnnxCall.Gives"/> says; a layer has one output, so a node of
/// several becomes several layers.
/// </param>
internal sealed record OnnxOperator(string Name, Func<OnnxCall, IReadOnlyList<OnnxOperand?>> Add)
{
    /// <summary>An operator of one output.</summary>
    public OnnxOperator(string name, Func<OnnxCall, OnnxOperand> add)
        : this(name, call => (IReadOnlyList<OnnxOperand?>)[add(call)])
    {
    }

    /// <summary>Whose operator it is; empty for the standard's.</summary>
    public string Domain { get; init; } = string.Empty;

    /// <summary>The first version of the operator set that it means this in; the table takes the latest that a model has.</summary>
    public int Since { get; init; } = 1;
}
