using System.Text.Json.Nodes;
using NormSharp.Lowering;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Everything that the library knows of a kind of layer, in one place: how it is made from its settings and described by them, how large it
/// is, how it is run in an inference plan, and what it means for folding. What has a default may be left out.
/// </summary>
/// <typeparam name="TLayer">The class of the layer.</typeparam>
/// <example>
/// <code>
/// LayerCatalog.Register(new LayerDefinition&lt;Scale&gt;
/// {
///     Type = nameof(Scale),
///     Make = settings =&gt; new Scale(settings.Double("factor")),
///     Describe = (layer, _) =&gt; new() { ["factor"] = layer.Factor },
///     State = _ =&gt; StateSize.None,
///     Output = (_, inputs) =&gt; inputs[0],
/// });
/// </code>
/// </example>
public sealed class LayerDefinition<TLayer> : LayerDefinition
    where TLayer : Module
{
    /// <summary>Makes a layer of the given settings, with fresh values.</summary>
    public required Func<LayerSettings, TLayer> Make { get; init; }

    /// <summary>
    /// The settings that <see cref="Make"/> reads. The second argument describes a child by its name; a layer without children ignores it.
    /// A setting that is an object with a <c>type</c>, and an entry of a list with <c>type</c> and <c>name</c>, are taken for layers
    /// inside.
    /// </summary>
    public required Func<TLayer, Func<string, JsonObject>, JsonObject> Describe { get; init; }

    /// <summary>How many numbers a layer of these settings keeps, without those of layers inside.</summary>
    public required Func<LayerSettings, StateSize> State { get; init; }

    /// <summary>
    /// The output's shape for inputs of these shapes; an <see cref="ArgumentException"/> for inputs that do not fit. A container asks the
    /// settings of its children, by <see cref="LayerSettings.OutputOf"/>.
    /// </summary>
    public required Func<LayerSettings, IReadOnlyList<Shape>, Shape> Output { get; init; }

    /// <summary>
    /// How many numbers of scratch memory a forward pass takes, for inputs that fit; a layer without it takes little.
    /// </summary>
    internal Func<LayerSettings, IReadOnlyList<Shape>, long>? Scratch { get; init; }

    /// <summary>
    /// How many tensors a forward pass of composed operations holds at once beside its inputs and output, each counted as large as these
    /// together.
    /// </summary>
    internal int Temporaries { get; init; }

    /// <summary>How values flow inside a container, which graphs then open; for others their inside is unknown.</summary>
    internal Func<TLayer, Dataflow>? Dataflow { get; init; }

    /// <summary>
    /// Changes a container's settings so that the child of that name is the identity, as folding does with a normalization; where this
    /// is null, the child is replaced by an <see cref="Identity"/>.
    /// </summary>
    public Action<JsonObject, string>? RemoveChild { get; init; }

    /// <summary>The elementwise function that the layer is: the step before it may compute it in the same pass over memory.</summary>
    public Func<TLayer, Activation>? Activation { get; init; }

    /// <summary>The tensor that a layer without inputs always gives.</summary>
    public Func<TLayer, Tensor>? Constant { get; init; }

    /// <summary>
    /// What the layer becomes in an inference plan, for inputs of these shapes with a batch of one; where this is null, or gives null, its
    /// own forward pass is run. Weights should be copied, by <see cref="Tensor.Detach"/>: a plan does not follow later training.
    /// </summary>
    public Func<TLayer, IReadOnlyList<Shape>, PlanOperation?>? Lower { get; init; }

    /// <summary>
    /// For a layer that is linear from channels to channels: its weight and bias, into which normalizations may be folded.
    /// </summary>
    internal Func<TLayer, ChannelMap>? Map { get; init; }

    /// <summary>
    /// For a layer that may stand between a normalization and the layer that it is folded into: why that line does not pass through, as
    /// the end of a sentence about the layer, or null where it does. Where this is not given, no line passes.
    /// </summary>
    public Func<TLayer, ChannelAffine, string?>? Pass { get; init; }

    /// <summary>For layers whose weight may be reparametrized: its shape, outputs first.</summary>
    internal Func<LayerSettings, Shape>? Weight { get; init; }

    internal override Type LayerType => typeof(TLayer);

    internal override bool IsContainer => Dataflow is not null;

    internal override Module MakeLayer(LayerSettings settings) => Make(settings);

    internal override JsonObject SettingsOf(Module layer, Func<string, JsonObject> child) => Describe((TLayer)layer, child);

    internal override StateSize StateOf(LayerSettings settings) => State(settings);

    internal override Shape OutputOf(LayerSettings settings, IReadOnlyList<Shape> inputs) => Output(settings, inputs);

    internal override long ScratchOf(LayerSettings settings, IReadOnlyList<Shape> inputs, Shape output)
    {
        long numbers = StateSize.Product(output);
        foreach (Shape input in Temporaries > 0 ? inputs : [])
        {
            numbers = new StateSize(numbers, StateSize.Product(input)).Total;
        }

        return new StateSize(StateSize.Product(Temporaries, numbers), Scratch?.Invoke(settings, inputs) ?? 0).Total;
    }

    internal override Dataflow? DataflowOf(Module layer) => Dataflow?.Invoke((TLayer)layer);

    internal override Activation? ActivationOf(Module layer) => Activation?.Invoke((TLayer)layer);

    internal override Tensor? ConstantOf(Module layer) => Constant?.Invoke((TLayer)layer);

    internal override PlanOperation? OperationOf(Module layer, IReadOnlyList<Shape> inputs) => Lower?.Invoke((TLayer)layer, inputs);

    internal override Shape? WeightOf(LayerSettings settings) => Weight?.Invoke(settings);

    internal override ChannelMap? MapOf(Module layer) => Map?.Invoke((TLayer)layer);

    internal override bool TryPass(Module layer, ChannelAffine line, out string? obstacle)
    {
        obstacle = Pass?.Invoke((TLayer)layer, line);
        return Pass is not null;
    }

    internal override bool TryRemove(JsonObject settings, string child)
    {
        RemoveChild?.Invoke(settings, child);
        return RemoveChild is not null;
    }
}
