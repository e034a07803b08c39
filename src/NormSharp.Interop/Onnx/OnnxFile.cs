using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Model;
using NormSharp.Interop.Onnx.Schema;
using NormSharp.Interop.Tensors;
using NormSharp.Serialization;
using OnnxSchema;

namespace NormSharp.Interop.Onnx;

/// <summary>An ONNX file: its graph, and its numbers as a state.</summary>
internal sealed class OnnxFile : StateFile
{
    private readonly ExternalData _external;
    private readonly List<string> _notes = [];

    private OnnxFile(SourceFile source)
        : base(source)
    {
        _external = new ExternalData(source.Path);
        try
        {
            (ModelProto message, OnnxOutline outline) = OnnxOutline.Read(source, MessageKind.Model, ModelProto.Parser);
            Model = new OnnxModelReader(source.Path, new OnnxTensors(source, outline, _external)).Read(message);
            Tensors = [.. Model.Graph.Initializers.Concat(Constants(Model.Graph))];
        }
        catch
        {
            _external.Dispose();
            throw;
        }

        if (_external.Files.Count > 0)
        {
            _notes.Add(
                $"{_external.Files.Count} files beside it hold numbers: {string.Join(", ", _external.Files.Keys.Select(Printable.Name))}");
        }
    }

    public override string Format => "ONNX";

    /// <summary>Initializers and the values of Constant nodes.</summary>
    public override IReadOnlyList<NamedTensor> Tensors { get; }

    public override IReadOnlyDictionary<string, string> Metadata => Model.Metadata;

    public override IReadOnlyList<string> Notes => _notes;

    public OnnxModel Model { get; }

    /// <exception cref="ModelFormatException">The file is damaged or no ONNX file.</exception>
    /// <exception cref="NormSharpException">There is no such file, or it may not be read.</exception>
    public static OnnxFile Open(string path)
    {
        SourceFile source = SourceFile.Open(path);
        try
        {
            return new OnnxFile(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private protected override void Edit(NamedTensor place, byte[] bytes, FileEdits edits)
    {
        if (place.Content is not OnnxContent { IsFixed: true } content)
        {
            throw Malformed.In(
                Path,
                $"its tensor '{Printable.Name(place.Name)}' lies in another file or as numbers of variable length, so that it cannot "
                + "be changed in place; "
                + "save the model with raw data in one file");
        }

        int done = 0;
        foreach ((long offset, long length) in content.Stretches)
        {
            edits.Replace(offset, bytes.AsMemory(done, (int)length));
            done += (int)length;
        }
    }

    private protected override void Close() => _external.Dispose();

    private static IEnumerable<NamedTensor> Constants(OnnxGraph graph) => graph.Nodes
        .Where(node => node is { Operator: "Constant", Domain: "", Outputs: [{ Length: > 0 }] })
        .Select(node => node.Attributes.GetValueOrDefault("value")?.Value)
        .OfType<NamedTensor>();
}
