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
/// <para>A plan serves one thread at a time. It need not be disposed: that only gives its memory back to the backend for the next
/// plan.</para>
/// </remarks>
public sealed class InferencePlan : IDisposable
{
    /// <summary>Batch sizes whose tensors are kept at a time.</summary>
    private const int KeptBindings = 16;

    private readonly Backend _backend;
    private readonly PlanCompiler _compiled;
    private readonly Dictionary<int, Binding> _bindings = [];
    private readonly long _floats;
    private Storage? _arena;
    private int _occupied;

    private InferencePlan(Backend backend, PlanCompiler compiled, GraphFolding? folding, int batchSize, long? memoryLimit)
    {
        _backend = backend;
        _compiled = compiled;
        BatchSize = batchSize;
        Folded = folding?.Folded ?? [];
        Unfolded = folding?.Unfolded ?? [];
        long floats = compiled.Buffers.Max(buffer => Start(buffer) + ((long)buffer.Length * batchSize));
        if (floats > Array.MaxLength)
        {
            throw new ArgumentException(
                $"a batch of {batchSize} needs {floats} numbers for its activations, and {Array.MaxLength} is the most; make the plan "
                    + "for a smaller batch");
        }

        if (floats * sizeof(float) > memoryLimit)
        {
            throw new ArgumentException(
                $"a batch of {batchSize} needs {floats * sizeof(float)} bytes for its activations, and {memoryLimit} is the limit; take "
                    + "smaller batches, or raise the limit");
        }

        _floats = floats;
        _arena = backend.Rent((int)floats);
        Bind(batchSize);
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
        .. _compiled.Steps.Select(step => new InferenceStep(
            step.Name,
            step.Title,
            step.Output.ShapeFor(BatchSize),
            Start(step.Output.Buffer) * sizeof(float),
            (long)step.Output.Buffer.Length * BatchSize * sizeof(float))),
    ];

    /// <summary>Bytes of all activations at the full batch: the plan's one memory.</summary>
    public long PeakBytes => _floats * sizeof(float);

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
        GraphFolding? folding = options.FoldsNormalization ? GraphFolding.Of(model, graph) : null;
        return new InferencePlan(backend, new PlanCompiler(graph, inputs[0][0]), folding, inputs[0][0], options.MemoryLimit);
    }

    /// <summary>Computes the outputs of some samples.</summary>
    /// <param name="input">Any number of samples of <see cref="InputShape"/>, one after the other.</param>
    /// <param name="output">Receives as many of <see cref="OutputShape"/>.</param>
    /// <exception cref="ArgumentException">The input is no whole number of samples, or the output has another number of them.</exception>
    /// <exception cref="ObjectDisposedException">The plan is disposed.</exception>
    /// <exception cref="InvalidOperationException">
    /// A layer with a forward pass of its own is in training mode, or gave another shape than before; or another thread runs the plan.
    /// </exception>
    public void Run(ReadOnlySpan<float> input, Span<float> output)
    {
        using Occupancy occupied = Enter();
        ObjectDisposedException.ThrowIf(_arena is null, this);
        if (_compiled.Inputs.Count != 1 || _compiled.Outputs.Count != 1)
        {
            throw new InvalidOperationException(
                $"the network has {_compiled.Inputs.Count} inputs and {_compiled.Outputs.Count} outputs; give lists of them");
        }

        int inputLength = _compiled.Inputs[0].Shape.ElementCount;
        int outputLength = _compiled.Outputs[0].Shape.ElementCount;
        int samples = input.Length / inputLength;
        if (input.Length % inputLength != 0 || output.Length != (long)samples * outputLength)
        {
            throw new ArgumentException(
                $"the input holds {input.Length} numbers and the output {output.Length}; a sample has {inputLength} and "
                    + $"{outputLength}, as many of one as of the other");
        }

        for (int first = 0; first < samples; first += BatchSize)
        {
            int count = Math.Min(BatchSize, samples - first);
            Binding binding = Bind(count);
            binding.Inputs[0].CopyFrom(input.Slice(first * inputLength, count * inputLength));
            binding.Run();
            binding.Outputs[0].CopyTo(output.Slice(first * outputLength, count * outputLength));
        }
    }

    /// <summary>Computes the outputs of a network of several inputs or outputs.</summary>
    /// <param name="inputs">As many samples of each of <see cref="InputShapes"/>, at most a batch.</param>
    /// <param name="outputs">Receives as many of each of <see cref="OutputShapes"/>.</param>
    /// <exception cref="ArgumentException">The numbers of inputs or outputs are others, or they differ in samples.</exception>
    /// <inheritdoc cref="Run(ReadOnlySpan{float}, Span{float})"/>
    public void Run(ReadOnlySpan<ReadOnlyMemory<float>> inputs, ReadOnlySpan<Memory<float>> outputs)
    {
        using Occupancy occupied = Enter();
        ObjectDisposedException.ThrowIf(_arena is null, this);
        if (inputs.Length != _compiled.Inputs.Count || outputs.Length != _compiled.Outputs.Count)
        {
            throw new ArgumentException(
                $"there are {inputs.Length} inputs and {outputs.Length} outputs; the network has {_compiled.Inputs.Count} and "
                    + $"{_compiled.Outputs.Count}");
        }

        int count = inputs.Length == 0 ? BatchSize : Math.Min(BatchSize, inputs[0].Length / _compiled.Inputs[0].Shape.ElementCount);
        Binding binding = Bind(Math.Max(1, count));
        for (int i = 0; i < inputs.Length; i++)
        {
            CheckLength("input", i, inputs[i].Length, binding.Inputs[i]);
            binding.Inputs[i].CopyFrom(inputs[i].Span);
        }

        for (int i = 0; i < outputs.Length; i++)
        {
            CheckLength("output", i, outputs[i].Length, binding.Outputs[i]);
        }

        binding.Run();
        for (int i = 0; i < outputs.Length; i++)
        {
            binding.Outputs[i].CopyTo(outputs[i].Span);
        }
    }

    /// <summary>Gives the plan's memory back to the backend; the plan can no longer be run.</summary>
    /// <exception cref="InvalidOperationException">Another thread runs it.</exception>
    public void Dispose()
    {
        using Occupancy occupied = Enter();
        if (_arena is { } arena)
        {
            _arena = null;
            _bindings.Clear();
            _backend.Return(arena);
        }
    }

    /// <summary>Its buffers are one memory: of two runs at once both would give nonsense.</summary>
    private Occupancy Enter() => Interlocked.Exchange(ref _occupied, 1) == 0
        ? new Occupancy(this)
        : throw new InvalidOperationException("the plan is run by another thread at this moment; a plan serves one thread at a time");

    private static void CheckLength(string what, int number, int length, Tensor expected)
    {
        if (length != expected.Length)
        {
            throw new ArgumentException($"{what} {number} holds {length} numbers, and {expected.Shape} has {expected.Length}");
        }
    }

    /// <summary>Where a buffer begins in the arena, in floats: batches of any size lie as the full one does.</summary>
    private long Start(PlanBuffer buffer) => (long)buffer.Offset * BatchSize;

    private Binding Bind(int samples)
    {
        if (!_bindings.TryGetValue(samples, out Binding? binding))
        {
            if (_bindings.Count == KeptBindings)
            {
                _bindings.Clear();
            }

            binding = NewBinding(samples);
            _bindings[samples] = binding;
        }

        return binding;
    }

    private Binding NewBinding(int samples)
    {
        return new Binding(
            [.. _compiled.Inputs.Select(TensorOf)],
            [.. _compiled.Steps.Select(step => step.Bind(_backend, TensorOf))],
            [.. _compiled.Outputs.Select(TensorOf)]);

        Tensor TensorOf(PlanValue value)
        {
            if (value.Constant is { } constant)
            {
                return constant;
            }

            Shape shape = value.ShapeFor(samples);
            return new Tensor(_arena!, shape, Strides.Contiguous(shape), (int)Start(value.Buffer), owner: null);
        }
    }

    private readonly ref struct Occupancy(InferencePlan plan)
    {
        public void Dispose() => Volatile.Write(ref plan._occupied, 0);
    }

    private sealed record Binding(Tensor[] Inputs, Action[] Steps, Tensor[] Outputs)
    {
        public void Run()
        {
            foreach (Action step in Steps)
            {
                step();
            }
        }
    }
}
