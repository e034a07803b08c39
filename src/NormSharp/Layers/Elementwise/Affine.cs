using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>y = scale·x + shift, with two numbers that are not trained.</summary>
/// <param name="scale">The factor.</param>
/// <param name="shift">What is added.</param>
internal sealed class Affine(double scale, double shift) : Module
{
    internal static LayerDefinition<Affine> Definition { get; } = new()
    {
        Type = nameof(Affine),
        Make = settings => new Affine(settings.Double("scale"), settings.Double("shift")),
        Describe = (layer, _) => new JsonObject { ["scale"] = layer.Scale, ["shift"] = layer.Shift },
        State = _ => StateSize.None,
        Output = (_, inputs) => inputs[0],
        Lower = (layer, _) => Lowered(layer.Scale, layer.Shift),
    };

    /// <summary>The factor.</summary>
    public double Scale { get; } = scale;

    /// <summary>What is added.</summary>
    public double Shift { get; } = shift;

    /// <inheritdoc/>
    public override string ToString() => $"Affine({Scale:G4}, {Shift:G4})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.Affine(Scale, Shift);

    private static PlanOperation Lowered(double scale, double shift) => new PlanOperation(operands =>
    {
        (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
        return () => backend.Affine(scale, shift, x, y);
    }).NumberByNumber();
}
