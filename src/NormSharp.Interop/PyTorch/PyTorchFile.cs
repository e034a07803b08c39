using System.Globalization;
using NormSharp.Interop.Files;
using NormSharp.Interop.States;
using NormSharp.Interop.Tensors;
using NormSharp.Primitives;
using NormSharp.Serialization;

namespace NormSharp.Interop.PyTorch;

/// <summary>The state in a file of <c>torch.save</c> or <c>torch.jit.save</c>.</summary>
internal sealed class PyTorchFile : StateFile
{
    private const int MetadataLimit = 100;

    // Tensors may share their numbers, as tied weights do, but not be many times what the file holds.
    private const long SharedAllowance = 64L << 20;

    private readonly ZipFile? _archive;
    private readonly List<string> _notes = [];

    private PyTorchFile(SourceFile source, string? section)
        : base(source)
    {
        TorchContainer container = TorchContainer.Read(source);
        _archive = container.Archive;
        Format = container.Format;
        var walk = new WalkBudget(Path);
        object? state = section is not null
            ? CheckpointSection.Named(Path, container.Root, section)
            : CheckpointSection.Usual(Path, container.Root, walk, _notes);
        CheckpointTensors tensors = CheckpointTensors.Of(Path, state, walk);
        Tensors = Named(tensors, container);
        Metadata = Facts(container.Root);
        if (state is PickleRecord { Origin: { } type } && Format != "TorchScript")
        {
            _notes.Add(
                $"holds a whole module of class {Printable.Name(type.ToString())}: its tensors are read; its Python code is not in the "
                + "file and cannot be run");
        }
    }

    public override string Format { get; }

    public override IReadOnlyList<NamedTensor> Tensors { get; }

    public override IReadOnlyDictionary<string, string> Metadata { get; }

    public override IReadOnlyList<string> Notes => _notes;

    /// <exception cref="ModelFormatException">The file is damaged or no PyTorch file.</exception>
    /// <exception cref="NormSharpException">There is no such file, or it may not be read.</exception>
    public static PyTorchFile Open(string path, string? section = null)
    {
        SourceFile source = SourceFile.Open(path);
        try
        {
            return new PyTorchFile(source, section);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private protected override void Edit(NamedTensor place, byte[] bytes, FileEdits edits)
    {
        var content = (TorchContent)place.Content;
        if (content.Place.Unpacked is not null)
        {
            throw Malformed.In(Path, "its tensors are packed, so that they cannot be changed in place; save it again by torch.save");
        }

        long start = content.Place.Offset + content.ByteOffset;
        if (content.Tensor.IsContiguous)
        {
            edits.Replace(start, bytes);
            return;
        }

        int size = ElementTypes.SizeOf(place.ElementType);
        int element = 0;
        foreach (long index in content.Indices())
        {
            edits.Replace(start + (index * size), bytes.AsMemory(size * element++, size));
        }
    }

    /// <summary>An archive keeps a checksum of each of its files.</summary>
    private protected override void Finish(FileEdits edits)
    {
        foreach (ZipEntry entry in _archive?.Entries ?? [])
        {
            long start = entry.Method == ZipEntry.Stored ? _archive!.DataOffset(entry) : 0;
            List<FileEdit> changes = entry.Method == ZipEntry.Stored ? [.. edits.Within(start, entry.Length)] : [];
            if (changes.Count == 0)
            {
                continue;
            }

            byte[] bytes = Source.Read(start, entry.Length);
            changes.ForEach(change => change.Bytes.Span.CopyTo(bytes.AsSpan((int)(change.Offset - start))));
            byte[] checksum = new byte[sizeof(uint)];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(checksum, Crc32.Compute(bytes));
            foreach (long offset in _archive!.ChecksumOffsets(entry))
            {
                edits.Replace(offset, checksum);
            }
        }
    }

    private List<NamedTensor> Named(CheckpointTensors tensors, TorchContainer container)
    {
        if (tensors.Found.Count == 0)
        {
            string seen = tensors.Classes.Count > 0
                ? $", only objects such as {Printable.Name(tensors.Classes.First().ToString())}"
                : string.Empty;
            throw Malformed.In(Path, $"holds no tensors{seen}; save a model's state_dict() by torch.save");
        }

        string prefix = StateNames.CommonPrefix(tensors.Found.Select(entry => entry.Name));
        if (prefix.Length > 0)
        {
            _notes.Add($"'{prefix}' was taken off the front of all names");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var result = new List<NamedTensor>(tensors.Found.Count);
        long bytes = 0;
        foreach ((string source, TorchTensor tensor) in tensors.Found)
        {
            var content = new TorchContent(Source, tensor, container.Places[tensor.Storage.Key]);
            string name = source.Length > 0 ? source[prefix.Length..] : "tensor";
            var named = new NamedTensor(name, tensor.ElementType, tensor.Shape, content) { SourceName = source };
            bytes += named.ByteLength;
            if (!names.Add(name) || bytes > SharedAllowance + (2 * Source.Length))
            {
                throw Malformed.In(
                    Path, $"its tensor '{Printable.Name(name)}' is there twice, or its tensors are larger than the file; it is damaged");
            }

            result.Add(named);
        }

        return result;
    }

    /// <summary>Numbers and texts that a checkpoint holds beside tensors: an epoch, an accuracy.</summary>
    private static Dictionary<string, string> Facts(object? root)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, object? value) in (root as PickleDictionary)?.Named() ?? [])
        {
            if (value is string or long or double or bool && facts.Count < MetadataLimit)
            {
                facts[key] = Convert.ToString(value, CultureInfo.InvariantCulture)!;
            }
        }

        return facts;
    }
}
