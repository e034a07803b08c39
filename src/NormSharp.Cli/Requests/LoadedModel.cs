using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Data;
using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;
using NormSharp.Training;

namespace NormSharp.Cli.Requests;

/// <summary>A model that a command works with, whoever made its file.</summary>
/// <param name="Source">How it was asked for.</param>
/// <param name="Location">Where it is.</param>
/// <param name="Module">The network, in evaluation mode.</param>
/// <param name="Metadata">What else its file says.</param>
internal sealed record LoadedModel(
    ModelSource Source, ModelLocation Location, Module Module, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>What names of other programs' files end with, which would be misleading for one of NormSharp's.</summary>
    private static readonly string[] NotWritten = [".h5", ".hdf5", ".keras", ".th", ".bin", ".pb", ".tflite", ".mlmodel", ".npz"];

    /// <summary>Where the numbers of a stranger's file went; null for a file of NormSharp's.</summary>
    public ForeignState? Foreign { get; init; }

    /// <summary>The size of an image, where the file's network says it.</summary>
    public ImageShape? Shape { get; init; }

    /// <summary>What a person should know of how it was read, a line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether the file says nothing of how pixels are scaled, and neither does the command line.</summary>
    public bool GuessesScaling => Foreign is not null && !KnowsInput;

    /// <summary>Whether how images enter is known, so that a file made of this one may say it.</summary>
    public bool KnowsInput => Described is not null || Source.Input.SaysScaling;

    /// <summary>How folders of pictures become images of the model: as those that it was trained on did.</summary>
    public PictureOptions Pictures
        => (Location.Run is { } run ? RunOrigin.PicturesOf(run) : new PictureOptions()) with { Shape = Prepared };

    /// <summary>What pictures of any size become; null where only those of the model's own size fit.</summary>
    private ImageShape? Prepared => Described is { } described
        ? described.ResizesPictures ? described.Shape : null
        : (Source.Input.Shape ?? Shape ?? (Source.Arch is { } name ? ModelFactory.UsualShape(name) : null)) is { } shape
            ? shape
            : null;

    /// <summary>What the file says of the images that its model takes; null where it says nothing.</summary>
    public ModelInput? Described => ModelInput.Load(Location.Path, Metadata);

    /// <summary>Loads a model of NormSharp's or of others.</summary>
    /// <param name="source">How it was asked for.</param>
    /// <param name="log">Where a proposed mapping is shown.</param>
    /// <exception cref="NormSharpException">There is none, or it is damaged, or its network is not known.</exception>
    /// <exception cref="UsageException">Numbers do not fit the network that was named.</exception>
    public static LoadedModel Load(ModelSource source, TextWriter log)
    {
        LoadedModel model = LoadUnchecked(source, log);
        StateCheck.ThrowIfAny(model.Location.Path, model.Module);
        return model;
    }

    /// <summary>The same, whatever numbers the model holds: to repair them.</summary>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static LoadedModel LoadUnchecked(ModelSource source, TextWriter log)
    {
        LoadedModel model = ModelReading.Read(source, log).Arranged();
        model.Module.Evaluate();
        return model;
    }

    /// <summary>The model after what arranges images as it takes them, where it takes them otherwise.</summary>
    private LoadedModel Arranged()
    {
        InputRequest input = Source.Input;
        if (!input.Reversed && !input.ChannelsLast)
        {
            return this;
        }

        const string Inner = "network";
        var arrangement = new InputArrangement(input.Reversed, input.ChannelsLast);
        return this with
        {
            Module = new Sequential(("arrangement", arrangement), (Inner, Module)),
            Foreign = Foreign is null ? null : Foreign with
            {
                Pairs = [.. Foreign.Pairs.Select(pair => ($"{Inner}.{pair.Target}", pair.Source))],
            },
            Shape = input.ChannelsLast && Shape is { } said ? new ImageShape(said.Width, said.Channels, said.Height) : Shape,
        };
    }

    /// <summary>What the model takes and what its outputs mean: by the command line, the file, and the images at hand.</summary>
    /// <param name="images">The images at hand; null where there are none.</param>
    /// <exception cref="UsageException">Something is not known, or does not fit; the message names the option.</exception>
    public ModelInput InputFor(ImageSet? images = null)
    {
        ModelInput? described = Described;
        InputRequest request = Source.Input;
        if (described is not null && request == InputRequest.Silent)
        {
            MemoryNeed.CheckModel(this, described.Shape);
            return described;
        }

        ImageShape shape = ShapeFor(images);
        Normalization? normalization = request.SaysScaling ? request.ToNormalization(shape.Channels) : described?.Normalization;
        return new ModelInput(shape, Classes(shape, described?.Classes, images?.ClassNames), normalization)
        {
            ResizesPictures = described?.ResizesPictures ?? true,
        };
    }

    /// <summary>The size of an image: by the command line, the file, and the images at hand.</summary>
    /// <exception cref="UsageException">It is not known.</exception>
    /// <exception cref="NormSharpException">The model needs more memory for it than it may.</exception>
    public ImageShape ShapeFor(ImageSet? images = null)
    {
        ImageShape shape = Source.Input.Shape ?? Described?.Shape ?? Shape ?? images?.Shape
            ?? (Source.Arch is { } name ? ModelFactory.UsualShape(name) : (ImageShape?)null)
            ?? throw new UsageException($"{Location.Path} does not say what images it takes; give their size with --input");
        MemoryNeed.CheckModel(this, shape);
        return shape;
    }

    /// <summary>The metadata of a file of NormSharp's that is made of the model: all that its own says, and the images.</summary>
    public IReadOnlyDictionary<string, string> MetadataFor(ModelInput input)
    {
        var metadata = new Dictionary<string, string>(Metadata);
        if (KnowsInput)
        {
            input.Save(metadata);
        }

        return metadata;
    }

    /// <summary>Throws unless a file can be made under a name that is free and not the model's own.</summary>
    /// <exception cref="UsageException">It is the model's own.</exception>
    /// <exception cref="NormSharpException">There is something under it, or no folder for it.</exception>
    public void CheckOutput(string path)
    {
        if (Path.GetFullPath(path) == Path.GetFullPath(Location.Path))
        {
            throw new UsageException($"--out is {path}, the model itself; it is never overwritten, give another name");
        }

        if (Foreign is null && NotWritten.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
        {
            throw new UsageException(
                $"--out is {path}, a kind of file that is not written; expected "
                    + $"{Words.Or(ExportFormats.All.Select(format => format.Extension))}");
        }

        NewFile.CheckWritable(path, "--out");
    }

    /// <summary>Writes a network with what the model's file says of its images; the file appears when it is whole.</summary>
    /// <exception cref="FileWriteException">It cannot be written, or there is one by now.</exception>
    public void Write(string path, Module module, IReadOnlyDictionary<string, string>? metadata = null)
    {
        SafetensorsWriter writer = ModelFile.Writer(module, metadata ?? Metadata);
        NewFile.Write(path, writer.Write);
    }

    /// <summary>The same in the format that the name's ending says: ONNX, a state of PyTorch, else a network of NormSharp's.</summary>
    /// <param name="path">The file.</param>
    /// <param name="module">The network.</param>
    /// <param name="input">The images that it takes.</param>
    /// <exception cref="NormSharpException">A layer cannot be written in the format.</exception>
    /// <exception cref="FileWriteException">The file cannot be written, or there is one by now.</exception>
    public void Write(string path, Module module, ModelInput input)
    {
        if (ExportFormats.Find(path) is { DescribesNetworks: false } format)
        {
            NewFile.WriteBy(path, temporary => format.Write(new ExportRequest(this, module, input), temporary));
            return;
        }

        Write(path, module, MetadataFor(input));
    }

    /// <summary>The same for a model that must tell classes apart.</summary>
    /// <inheritdoc cref="InputFor"/>
    public ModelInput ClassifierInput(ImageSet? images = null)
    {
        ModelInput input = InputFor(images);
        return input.Classes.Count > 0
            ? input
            : throw new UsageException(
                $"{Location.Path} is no classifier of images: for one image of {input.Shape} it gives {OutputFor(input.Shape)}, expected "
                    + $"[1, classes]");
    }

    private Shape OutputFor(ImageShape shape)
    {
        try
        {
            return ModelGraph.Of(Module, [1, shape.Channels, shape.Height, shape.Width]).Outputs[0].Shape;
        }
        catch (LayerException exception)
        {
            throw new UsageException($"{Location.Path} does not take images of {shape} (--input): {exception.Message}", exception);
        }
    }

    private IReadOnlyList<string> Classes(ImageShape shape, IReadOnlyList<string>? described, IReadOnlyList<string>? data)
    {
        Shape output = OutputFor(shape);
        int count = output.Rank == 2 ? output[1] : 0;
        if (Source.Input.Labels is { } labels)
        {
            return labels.Length == count
                ? labels
                : throw new UsageException($"--labels names {labels.Length} classes, but the network tells {count} apart");
        }

        return described?.Count == count ? described
            : data?.Count == count ? data
            : [.. Enumerable.Range(0, count).Select(label => $"class {label}")];
    }
}
