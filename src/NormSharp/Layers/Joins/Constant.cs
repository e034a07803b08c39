using System.Text.Json.Nodes;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>A tensor that a network holds and hands to other layers: y = value, without inputs.</summary>
/// <remarks>
/// Its first dimension is not the batch: where it meets a batch its extent is 1, or left out. State: <c>value</c>, a parameter where it is
/// trained and a buffer elsewhere.
/// </remarks>
internal sealed class Constant : Module
{
    /// <summary>Holds a copy of a tensor.</summary>
    /// <param name="value">The numbers.</param>
    /// <param name="trained">Whether it is a parameter.</param>
    public Constant(Tensor value, bool trained = false)
    {
        ArgumentNullException.ThrowIfNull(value);
        Trained = trained;
        Value = trained ? AddParameter("value", value.Shape, new Given(value.Detach())) : AddBuffer("value", value.Detach());
    }

    internal static LayerDefinition<Constant> Definition { get; } = new()
    {
        Type = nameof(Constant),
        InputCount = (0, 0),
        Make = settings => new Constant(Tensor.Zeros(ShapeOf(settings)), settings.Bool("trained")),
        Describe = (layer, _) => new JsonObject
        {
            ["shape"] = new JsonArray([.. layer.Value.Shape.Select(extent => (JsonNode)extent)]),
            ["trained"] = layer.Trained,
        },
        State = settings =>
        {
            long numbers = StateSize.Product(ShapeOf(settings));
            return settings.Bool("trained") ? new StateSize(numbers) : new StateSize(0, numbers);
        },
        Output = (settings, _) => ShapeOf(settings),
        Constant = layer => layer.Value,
    };

    /// <summary>Whether it is a parameter.</summary>
    public bool Trained { get; }

    /// <summary>What it gives.</summary>
    public Tensor Value { get; }

    /// <inheritdoc/>
    public override string ToString() => $"Constant({Value.Shape})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => throw new ArgumentException("the layer takes no input, and was given one");

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs) => inputs.IsEmpty ? Value : base.OnForward(inputs);

    private static Shape ShapeOf(LayerSettings settings) => Shape.Create([.. settings.Ints("shape")]);

    /// <summary>The numbers that the constant was made with; one that was loaded is drawn as zeros until its state is read.</summary>
    private sealed class Given(Tensor value) : Initializer
    {
        internal override void Fill(Span<float> values, Shape shape, Primitives.Philox random) => value.CopyTo(values);
    }
}
