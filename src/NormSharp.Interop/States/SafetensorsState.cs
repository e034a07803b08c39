using System.Buffers.Binary;
using NormSharp.Interop.Files;
using NormSharp.Interop.Tensors;
using NormSharp.Serialization;

namespace NormSharp.Interop.States;

/// <summary>The state in a safetensors file of anyone's making.</summary>
internal sealed class SafetensorsState : StateFile
{
    private readonly List<string> _notes = [];

    private SafetensorsState(SourceFile source)
        : base(source)
    {
        (Metadata, List<SafetensorsEntry> entries) = Header(source.Path);
        Span<byte> length = stackalloc byte[sizeof(long)];
        source.Read(length, 0);
        long start = sizeof(long) + BinaryPrimitives.ReadInt64LittleEndian(length);
        string prefix = StateNames.CommonPrefix(entries.Select(entry => entry.Name));
        if (prefix.Length > 0)
        {
            _notes.Add($"'{prefix}' was taken off the front of all names");
        }

        Tensors = [.. entries.Select(entry => Named(entry, prefix.Length, start))];
    }

    public override string Format => "safetensors";

    public override IReadOnlyList<NamedTensor> Tensors { get; }

    public override IReadOnlyDictionary<string, string> Metadata { get; }

    public override IReadOnlyList<string> Notes => _notes;

    /// <exception cref="ModelFormatException">The file is not valid safetensors.</exception>
    /// <exception cref="NormSharpException">There is no such file, or it may not be read.</exception>
    public static SafetensorsState Open(string path)
    {
        SourceFile source = SourceFile.Open(path);
        try
        {
            return new SafetensorsState(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private protected override void Edit(NamedTensor place, byte[] bytes, FileEdits edits)
        => edits.Replace(((FileContent)place.Content).Offset, bytes);

    private NamedTensor Named(SafetensorsEntry entry, int prefixLength, long start)
    {
        var content = new FileContent(Source, start + entry.Offset);
        return new NamedTensor(entry.Name[prefixLength..], TypeOf(entry.ElementType), entry.Shape, content) { SourceName = entry.Name };
    }

    private static (IReadOnlyDictionary<string, string> Metadata, List<SafetensorsEntry> Entries) Header(string path)
    {
        try
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            return (file.Metadata, [.. file.Tensors.Values]);
        }
        catch (ModelFormatException error) when (error.Message.StartsWith(path, StringComparison.Ordinal))
        {
            // Its message quotes names as they stand in the file.
            throw Malformed.In(path, error.Message[(path.Length + 2)..], error);
        }
    }

    private static ElementType TypeOf(string name) => name switch
    {
        "F32" => ElementType.Float32,
        "F64" => ElementType.Float64,
        "F16" => ElementType.Float16,
        "BF16" => ElementType.BFloat16,
        "I8" => ElementType.Int8,
        "I16" => ElementType.Int16,
        "I32" => ElementType.Int32,
        "I64" => ElementType.Int64,
        "U8" => ElementType.UInt8,
        "U16" => ElementType.UInt16,
        "U32" => ElementType.UInt32,
        "U64" => ElementType.UInt64,
        "BOOL" => ElementType.Bool,
        "C64" => ElementType.Complex64,
        "F8_E4M3" or "F8_E5M2" or "F8_E8M0" => ElementType.Float8,
        _ => ElementType.Opaque,
    };
}
