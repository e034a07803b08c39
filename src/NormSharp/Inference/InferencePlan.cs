using NormSharp.Backends;
using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Tensors;
using NormSharp.Transforms;

namespace NormSharp.Inference;

/// <summary>
/// A network made ready for use: normalizations folded into the layers beside them, activations and shortcuts computed in the step that
/// gives them their input, all buffers in one memory that is shared by values which are never needed at the same time.
/// </summary>
/// <example>
/// <code>
/// var plan = InferencePlan.Compile(ModelFile.Load("model.safetensors").Module, [32, 1, 28, 28]);
/// var logits = new float[32 * 10];
/// plan.Run(pixels, logits);
/// </code>
/// </example>
/// <remarks>
/// <para>A run makes no managed objects, and gives the same bits on any number of threads.</para>
/// <para>
/// The plan copies the weights when it is made; what is trained afterwards does not reach it. Layers that it does not know are run by their
/// own forward pass, which may make objects and sees their weights of the moment; the network must then be in evaluation mode.
/// </para>
/// <para>
/// A plan serves one thread at a time; <see cref="Fork()"/> gives each further thread its own activations over the same weights. A plan
/// need not be disposed: that only gives its memory back to the backend for the next plan.
/// </para>
/// </remarks>
public sealed partial class InferencePlan : IDisposable
{
    private readonly Backend _backend;
    private readonly bool _ownsBackend;
    private readonly PlanCompiler _compiled;
    private readonly TunedSettings _tuned = TunedSettings.None;
    private readonly IReadOnlyList<StepSetting> _settings;
    private PlanActivations? _activations;
    private int _occupied;

    private InferencePlan(Backend backend, PlanCompiler compiled, GraphFolding? folding, int batchSize, InferencePlanOptions options)
    {
        _backend = backend;
        _compiled = compiled;
        BatchSize = batchSize;
        Folded = folding?.Folded ?? [];
        Unfolded = folding?.Unfolded ?? [];
        long floats = PlanActivations.Length(compiled, batchSize);
        if (floats > Array.MaxLength)
        {
            throw new ArgumentException(
                $"a batch of {batchSize} needs {floats} numbers for its activations, and {Array.MaxLength} is the most; make the plan "
                    + "for a smaller batch");
        }

        if (floats * sizeof(float) > options.MemoryLimit)
        {
            throw new ArgumentException(
                $"a batch of {batchSize} needs {floats * sizeof(float)} bytes for its activations, and {options.MemoryLimit} is the limit; "
                    + "take smaller batches, or raise the limit");
        }

        if (options.Tune is { } tuning)
        {
            _tuned = Tuned(tuning, options.Tuner);
        }

        _activations = new PlanActivations(backend, compiled, batchSize, _tuned);
        _settings = _activations.Of(batchSize).Settings;
    }

    private InferencePlan(InferencePlan parent, Backend backend, bool ownsBackend)
    {
        (_backend, _ownsBackend, _compiled) = (backend, ownsBackend, parent._compiled);
        (BatchSize, Folded, Unfolded) = (parent.BatchSize, parent.Folded, parent.Unfolded);
        (_tuned, _settings) = (parent._tuned, parent._settings);
        _activations = new PlanActivations(backend, _compiled, BatchSize, _tuned);
        _activations.Of(BatchSize);
    }

    /// <summary>How many samples are computed at a time; a run of more goes in parts.</summary>
    public int BatchSize { get; }

    /// <summary>The shape of the input at the full batch; of the first, where there are several.</summary>
    public Shape InputShape => InputShapes[0];

    /// <summary>The shape of the output at the full batch; of the first, where there are several.</summary>
    public Shape OutputShape => OutputShapes[0];

    /// <summary>The shapes of the inputs at the full batch.</summary>
    public IReadOnlyList<Shape> InputShapes => [.. _compiled.Inputs.Select(input => input.ShapeFor(BatchSize))];

    /// <summary>The shapes of the outputs at the full batch.</summary>
    public IReadOnlyList<Shape> OutputShapes => [.. _compiled.Outputs.Select(output => output.ShapeFor(BatchSize))];

    /// <summary>The normalizations that were folded into other layers.</summary>
    public IReadOnlyList<FoldedNormalization> Folded { get; }

    /// <summary>The normalizations that are steps of their own, and why; empty where folding was not asked for.</summary>
    public IReadOnlyList<UnfoldedNormalization> Unfolded { get; }

    /// <summary>What a run does, in order.</summary>
    public IReadOnlyList<InferenceStep> Steps =>
    [
        .. _compiled.Steps.Select((step, i) => new InferenceStep(
            step.Name,
            step.Title,
            step.Output.ShapeFor(BatchSize),
            PlanActivations.Start(step.Output.Buffer, BatchSize) * sizeof(float),
            (long)step.Output.Buffer.Length * BatchSize * sizeof(float))
        {
            Algorithm = _settings[i].Algorithm,
            IsOnOneThread = _settings[i].IsAlone,
        }),
    ];

    /// <summary>Bytes of all activations at the full batch: the plan's one memory, and all that a fork takes.</summary>
    public long PeakBytes => PlanActivations.Length(_compiled, BatchSize) * sizeof(float);

    /// <summary>Bytes that must be there at the busiest step, whatever the placing: no plan in this order needs less.</summary>
    public long LiveBytes => Enumerable.Range(-1, _compiled.Steps.Count + 2)
        .Max(step => _compiled.Buffers.Where(buffer => buffer.First <= step && step <= buffer.Last).Sum(buffer => (long)buffer.Length))
        * BatchSize * sizeof(float);

    /// <summary>Bytes that the same buffers would take without sharing.</summary>
    public long UnsharedBytes => _compiled.Buffers.Sum(buffer => (long)buffer.Length) * BatchSize * sizeof(float);

    /// <summary>Makes a plan of a network in evaluation mode; the network is left as it is.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The shape of a batch, for example [32, 3, 224, 224]: the largest that is computed at a time.</param>
    /// <param name="options">Folding, backend.</param>
    /// <exception cref="LayerException">The input does not fit; the message names the layer.</exception>
    /// <exception cref="ArgumentException">
    /// The shape has fewer than two dimensions or an empty batch, or its activations do not fit into one array.
    /// </exception>
    /// <exception cref="System.IO.IOException">The file of <see cref="InferencePlanOptions.Tune"/> cannot be written.</exception>
    /// <exception cref="NotSupportedException">
    /// A layer does not keep a batch of more than one sample in the first dimension, somebody observes the network, or the backend does
    /// not compute in float32.
    /// </exception>
    public static InferencePlan Compile(Module model, Shape input, InferencePlanOptions? options = null)
        => Compile(model, (IReadOnlyList<Shape>)[input], options);

    /// <summary>Makes a plan of a network of several inputs.</summary>
    /// <param name="model">The network.</param>
    /// <param name="inputs">The shapes of a batch of each input; all have as many samples.</param>
    /// <param name="options">Folding, backend.</param>
    /// <inheritdoc cref="Compile(Module, Shape, InferencePlanOptions)"/>
    public static InferencePlan Compile(Module model, IReadOnlyList<Shape> inputs, InferencePlanOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputs);
        options ??= new InferencePlanOptions();
        Backend backend = options.Backend ?? Backend.Default;
        if (backend.ElementType != ElementType.Float32)
        {
            throw new NotSupportedException(
                $"an inference plan computes in float32, and the backend \"{backend.Name}\" in {backend.ElementType}");
        }

        foreach (Shape input in inputs)
        {
            if (input.Rank < 2 || input[0] < 1 || input[0] != inputs[0][0])
            {
                throw new ArgumentException(
                    $"the input's shape is {input}; a plan is made for a batch [N, …] of at least one sample, the same N for all inputs",
                    nameof(inputs));
            }
        }

        if (model.NamedModules().FirstOrDefault(entry => entry.Module.Observer is not null).Module is { } observed)
        {
            throw new NotSupportedException(
                $"layer {observed.Path} ({observed.TypeName}) is observed, and a plan's fused steps show no layer's output");
        }

        ModelGraph graph = SingleSample.Graph(model, inputs, backend);
        bool inBlocks = options.FoldsNormalization && backend.Blocked is not null && inputs[0][0] <= options.MostImagesInBlocks;
        GraphFolding? folding = options.FoldsNormalization ? GraphFolding.Of(model, graph) : null;
        int batchSize = inputs[0][0];
        InferencePlan With(bool blocks) => new(backend, new PlanCompiler(graph, batchSize, blocks), folding, batchSize, options);
        return inBlocks && options.Tune is { } tuning
            ? PlanLayout.Choose(tuning, options.Tuner, (backend, graph, batchSize), With)
            : With(inBlocks);
    }

    /// <summary>A run on inputs of zeros, for a tuner.</summary>
    internal void RunOnZeros()
    {
        using Occupancy occupied = Enter(out PlanActivations activations);
        activations.RunOnZeros();
    }

    private TunedSettings Tuned(PlanTuning tuning, PlanTuner tuner)
    {
        var activations = new PlanActivations(_backend, _compiled, BatchSize, TunedSettings.None);
        try
        {
            return tuning.Tune(_backend, activations.Tunable(), tuner);
        }
        finally
        {
            activations.Return();

            // Those of the ways that were not kept would stay.
            foreach (PlanStep step in _compiled.Steps)
            {
                step.Constants.Clear();
            }
        }
    }
}
