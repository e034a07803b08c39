using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Inference;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Serialization;
using NormSharp.Tensors;
using NormSharp.Transforms;

namespace NormSharp.Training;

/// <summary>A trained network together with what it must know of its images: ask it what a picture shows, save it, load it.</summary>
/// <remarks>
/// Safe from many threads. The network itself computes one picture at a time, on all threads of its backend; after <see cref="Compile"/>
/// several callers compute at once.
/// </remarks>
public sealed class Predictor
{
    private readonly Backend? _backend;
    private readonly PixelTable _pixels;
    private FinalActivation? _ending;
    private PlanPool? _plans;

    /// <summary>Puts a network into evaluation mode and makes it ready to predict.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The size of its images, how their pixels are scaled, and the names of its classes.</param>
    /// <param name="backend">What computes; the CPU with all its processors when null.</param>
    public Predictor(Module model, ModelInput input, Backend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        Model = model;
        Input = input;
        _backend = backend;
        _pixels = new PixelTable(input.Normalization ?? Normalization.Identity(input.Shape.Channels));
        model.Evaluate();
    }

    /// <summary>The network.</summary>
    public Module Model { get; }

    /// <summary>The size of its images, how their pixels are scaled, and the names of its classes.</summary>
    public ModelInput Input { get; }

    /// <summary>Loads a network that was saved by a training or by <see cref="Save"/>.</summary>
    /// <exception cref="ModelFormatException">The file is damaged, no model, or says nothing of its images.</exception>
    public static Predictor Load(string path, Backend? backend = null)
    {
        SavedModel saved = ModelFile.Load(path);
        ModelInput input = ModelInput.Load(path, saved.Metadata)
            ?? throw new ModelFormatException(
                path, "its metadata say nothing of the images it takes; it was not saved by a training or a Predictor");
        return new Predictor(saved.Module, input, backend);
    }

    /// <summary>Saves network and description to one file; an existing file is replaced only when the new one is complete.</summary>
    /// <exception cref="FileWriteException">The file cannot be written.</exception>
    public void Save(string path) => ModelFile.Save(path, Model, Input.ToMetadata());

    /// <summary>
    /// Makes an inference plan of the network as it is now, by which all further pictures are predicted: sooner, and several at once. A
    /// caller that is alone has all threads of the backend; callers at the same time have one each. What is trained or loaded into
    /// <see cref="Model"/> afterwards does not reach the plan; call this again.
    /// </summary>
    /// <param name="options">
    /// How the plan is made. By default it folds nothing, so that probabilities have the bits that they had before, and computes on the
    /// predictor's backend.
    /// </param>
    /// <exception cref="LayerException">The network does not take such images; the message names the layer.</exception>
    /// <exception cref="NotSupportedException">Somebody observes the network, or the backend does not compute in float32.</exception>
    public void Compile(InferencePlanOptions? options = null)
    {
        Shape input = SinglePicture;
        options ??= new InferencePlanOptions { FoldsNormalization = false };
        Backend backend = options.Backend ?? _backend ?? Backend.Default;
        var plan = InferencePlan.Compile(Model, input, options with { Backend = backend });
        FinalActivation ending = FinalActivation.Of(Model, input);
        var plans = new PlanPool(plan, backend is CpuBackend ? () => plan.Fork(1) : plan.Fork);
        lock (_pixels)
        {
            _ending = ending;
            Volatile.Write(ref _plans, plans);
        }
    }

    /// <summary>What an image shows, most likely class first.</summary>
    /// <param name="image">Its bytes, channel after channel, row after row, as an <see cref="ImageSet"/> gives them.</param>
    /// <exception cref="NormSharpException">
    /// The image is not of the size that the network takes, or the network's outputs are no finite numbers.
    /// </exception>
    public IReadOnlyList<ClassProbability> Predict(ReadOnlySpan<byte> image)
    {
        ImageShape shape = Input.Shape;
        if (image.Length != shape.Length)
        {
            throw new NormSharpException($"the image has {image.Length} bytes, but the model takes {shape}, which is {shape.Length}");
        }

        var pixels = new float[shape.Length];
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            int start = channel * shape.PlaneLength;
            _pixels.Convert(channel, image.Slice(start, shape.PlaneLength), pixels.AsSpan(start));
        }

        float[] probabilities = Probabilities(pixels);
        return [.. probabilities.Select((probability, label) => new ClassProbability(label, Name(label), probability))
            .OrderByDescending(entry => entry.Probability)];
    }

    /// <summary>What a picture in a file shows, most likely class first.</summary>
    /// <param name="path">The file.</param>
    /// <param name="decoder">What decodes it; PNG alone by default.</param>
    /// <exception cref="NormSharpException">The picture does not fit the model; the message names the file.</exception>
    /// <exception cref="DataException">The file is missing or damaged.</exception>
    public IReadOnlyList<ClassProbability> PredictFile(string path, PictureDecoder? decoder = null) =>
        Predict(path, DataFile.ReadAllBytes(path), decoder);

    /// <summary>What a picture in a stream shows, most likely class first.</summary>
    /// <param name="picture">A whole picture file, from its present position on.</param>
    /// <param name="decoder">What decodes it; PNG alone by default.</param>
    /// <exception cref="NormSharpException">The picture does not fit the model.</exception>
    /// <exception cref="DataException">It is damaged or no picture.</exception>
    public IReadOnlyList<ClassProbability> Predict(Stream picture, PictureDecoder? decoder = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        using var bytes = new MemoryStream();
        picture.CopyTo(bytes);
        return Predict("the picture", bytes.ToArray(), decoder);
    }

    /// <summary>Measures the model on a set of images; classes are matched by their names.</summary>
    /// <param name="set">The images.</param>
    /// <param name="options">Batch size and backend; the normalization is the model's own.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="NormSharpException">The set does not fit the model, or cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public EvaluationResult Evaluate(ImageSet set, EvaluationOptions? options = null, CancellationToken cancellationToken = default)
    {
        Input.CheckFits(set);
        options ??= new EvaluationOptions();
        return Evaluator.Evaluate(
            Model,
            ClassMatching.Match(set, Input.Classes),
            options with { Normalization = Input.Normalization, Backend = options.Backend ?? _backend },
            cancellationToken);
    }

    private IReadOnlyList<ClassProbability> Predict(string name, byte[] bytes, PictureDecoder? decoder) =>
        Predict(PictureInput.Planes(name, (decoder ?? PictureDecoder.Png).Decode(name, bytes), Input));

    private Shape SinglePicture => [1, Input.Shape.Channels, Input.Shape.Height, Input.Shape.Width];

    private float[] Probabilities(float[] pixels)
    {
        if (Volatile.Read(ref _plans) is { } plans)
        {
            using var tape = new Tape(_backend, gradients: false);
            return Probabilities(plans.Run(pixels), plans.OutputShape, tape);
        }

        lock (_pixels)
        {
            using var tape = new Tape(_backend, gradients: false);
            Tensor outputs = Model.Forward(tape.Input(pixels, SinglePicture));
            _ending ??= FinalActivation.Of(Model, SinglePicture);
            return Probabilities(outputs.ToArray(), outputs.Shape, tape);
        }
    }

    private float[] Probabilities(float[] logits, Shape shape, Tape tape)
    {
        _ending!.ToLogits(logits);
        float[] probabilities = tape.Input(logits, shape).Softmax().ToArray();
        return Array.TrueForAll(probabilities, float.IsFinite)
            ? probabilities
            : throw new NormSharpException("the network's outputs for the image are no finite numbers, so they mean nothing");
    }

    private string Name(int label) => label < Input.Classes.Count ? Input.Classes[label] : $"class {label}";
}
