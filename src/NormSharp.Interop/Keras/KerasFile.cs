using System.Text;
using NormSharp.Interop.Files;
using NormSharp.Serialization;
using PureHDF;

namespace NormSharp.Interop.Keras;

/// <summary>
/// A Keras file: HDF5 (<c>.h5</c>, <c>.hdf5</c>, <c>.weights.h5</c>), or the zip archive of Keras 3 (<c>.keras</c>). Its architecture,
/// where
/// it has one, and its numbers as a state.
/// </summary>
internal sealed class KerasFile : StateFile
{
    private const long LengthLimit = 2L << 30;
    private const long ConfigLimit = 32L << 20;
    private const string WeightsName = "model.weights.h5";

    private readonly List<string> _notes = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private KerasFile(SourceFile source)
        : base(source)
    {
        byte[] start = new byte[4];
        bool isArchive = source.ReadSome(start, 0) == start.Length && start.AsSpan().SequenceEqual("PK\x3\x4"u8);
        Format = isArchive ? "Keras (.keras)" : "Keras (HDF5)";
        (KerasModel? model, List<NamedTensor> tensors) = isArchive ? Archive(new ZipFile(source)) : Hdf(Whole());
        Tensors = tensors;
        Model = model is null ? null : KerasWeights.Assign(model, tensors);
        if (model is null)
        {
            _notes.Add("holds weights and no architecture");
        }
    }

    public override string Format { get; }

    public override IReadOnlyList<NamedTensor> Tensors { get; }

    public override IReadOnlyDictionary<string, string> Metadata => _metadata;

    public override IReadOnlyList<string> Notes => _notes;

    /// <summary>The architecture; null where the file holds weights only.</summary>
    public KerasModel? Model { get; }

    /// <exception cref="ModelFormatException">The file is damaged or no Keras file.</exception>
    /// <exception cref="NormSharpException">There is no such file, or it may not be read.</exception>
    public static KerasFile Open(string path)
    {
        SourceFile source = SourceFile.Open(path);
        try
        {
            return new KerasFile(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private protected override void Edit(NamedTensor place, byte[] bytes, FileEdits edits)
        => throw Malformed.In(Path, "is a Keras file, whose numbers are not changed in place; export the network to ONNX or safetensors");

    private byte[] Whole() => Source.Length <= LengthLimit
        ? Source.Read(0, Source.Length)
        : throw Malformed.Limit(Path, "its bytes", Source.Length, LengthLimit);

    private (KerasModel? Model, List<NamedTensor> Tensors) Archive(ZipFile archive)
    {
        ZipEntry config = archive.Find("config.json")
            ?? throw Malformed.In(Path, "is a zip archive without config.json, so that it is no .keras file");
        ZipEntry weights = archive.Find(WeightsName) ?? throw Malformed.In(Path, $"holds no {WeightsName}; it is damaged");
        KerasModel model = KerasConfig.Read(Path, Encoding.UTF8.GetString(archive.ReadAll(config, ConfigLimit)));
        if (archive.Find("metadata.json") is { } metadata
            && KerasConfig.Version(Path, Encoding.UTF8.GetString(archive.ReadAll(metadata, ConfigLimit))) is { } version)
        {
            _metadata["keras_version"] = version;
        }

        (_, List<NamedTensor> tensors) = Hdf(archive.ReadAll(weights, (16L << 20) + (2 * Source.Length)));
        return (model, tensors);
    }

    private (KerasModel? Model, List<NamedTensor> Tensors) Hdf(byte[] bytes) => HdfTree.Use(Path, bytes, tree =>
    {
        string? config = tree.Text(tree.Root, "model_config");
        foreach (string key in (string[])["keras_version", "backend"])
        {
            if (tree.Text(tree.Root, key) is { } text)
            {
                _metadata[key] = text;
            }
        }

        IH5Group weights = tree.Root.LinkExists("model_weights") ? tree.Root.Group("model_weights") : tree.Root;
        return (config is null ? null : KerasConfig.Read(Path, config), Weights(tree, weights));
    });

    /// <summary>Arrays in the order that the file gives: by layer, then by weight; where it gives none, as the tree has them.</summary>
    private static List<NamedTensor> Weights(HdfTree tree, IH5Group root)
    {
        if (tree.Texts(root, "layer_names") is not { } layers)
        {
            return [.. tree.Arrays(root).Where(entry => !entry.Path.StartsWith("optimizer", StringComparison.Ordinal))
                .Select(entry => tree.Tensor(entry.Path, entry.Dataset))];
        }

        var tensors = new List<NamedTensor>();
        foreach (string layer in layers)
        {
            IH5Group group = root.Group(layer);
            tensors.AddRange((tree.Texts(group, "weight_names") ?? []).Select(name => tree.Tensor($"{layer}/{name}", group.Dataset(name))));
        }

        return tensors;
    }
}
