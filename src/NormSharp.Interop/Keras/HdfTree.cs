using System.Buffers.Binary;
using NormSharp.Interop.Files;
using NormSharp.Interop.Keras.Hdf;
using NormSharp.Interop.Tensors;
using PureHDF;
using PureHDF.VOL.Native;

namespace NormSharp.Interop.Keras;

/// <summary>Reads groups, texts and arrays of an HDF5 file. What the library throws at damaged files becomes a typed error.</summary>
internal sealed class HdfTree : IDisposable
{
    private const int TextLimit = 100_000;
    private const int SuperblockLength = 48;
    private const int DepthLimit = 32;
    private const int MemberLimit = 100_000;

    private readonly string _path;
    private readonly NativeFile _file;
    private readonly long _length;
    private int _members;

    private HdfTree(string path, NativeFile file, long length)
    {
        _path = path;
        _file = file;
        _length = length;
    }

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    public IH5Group Root => _file;

    /// <summary>Does something with a file; whatever fails in the library is told as damage of the file.</summary>
    /// <exception cref="Serialization.ModelFormatException">The file is damaged.</exception>
    public static T Use<T>(string path, byte[] bytes, Func<HdfTree, T> use)
    {
        try
        {
            CheckLength(path, bytes);
            HdfStructure.Check(bytes);
            using var stream = new GuardedStream(bytes);
            using var tree = new HdfTree(path, H5File.Open(stream, leaveOpen: true), bytes.Length);
            return use(tree);
        }
        catch (Exception error) when (error is not NormSharpException)
        {
            throw Malformed.In(path, $"is no HDF5 file or damaged ({ErrorLine.Of(error)}); save the model again", error);
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>A text attribute; null where there is none.</summary>
    public string? Text(IH5Group group, string name)
    {
        if (!group.AttributeExists(name))
        {
            return null;
        }

        IH5Attribute attribute = group.Attribute(name);
        Check(attribute);
        return attribute.Read<string>();
    }

    /// <summary>A list of texts, which Keras cuts into several attributes where it is long; null where there is none.</summary>
    public List<string>? Texts(IH5Group group, string name)
    {
        if (group.AttributeExists(name))
        {
            return [.. One(group.Attribute(name))];
        }

        var texts = new List<string>();
        for (int i = 0; group.AttributeExists($"{name}{i}") && texts.Count < TextLimit; i++)
        {
            texts.AddRange(One(group.Attribute($"{name}{i}")));
        }

        return texts.Count > 0 ? texts : null;
    }

    /// <summary>All arrays below a group, with their paths.</summary>
    public IEnumerable<(string Path, IH5Dataset Dataset)> Arrays(IH5Group group, string path = "", int depth = 0)
    {
        if (depth > DepthLimit)
        {
            throw Malformed.In(_path, "its groups lie in each other deeper than a model's; it is damaged or made to mislead");
        }

        foreach (IH5Object child in group.Children())
        {
            if (++_members > MemberLimit)
            {
                throw Malformed.Limit(_path, "its groups and arrays", _members, MemberLimit);
            }

            string name = path.Length == 0 ? child.Name : $"{path}/{child.Name}";
            if (child is IH5Dataset dataset)
            {
                yield return (name, dataset);
            }
            else if (child is IH5Group below)
            {
                foreach ((string Path, IH5Dataset Dataset) found in Arrays(below, name, depth + 1))
                {
                    yield return found;
                }
            }
        }
    }

    /// <summary>An array's numbers, as a tensor in memory.</summary>
    public NamedTensor Tensor(string name, IH5Dataset dataset)
    {
        long[] shape = [.. dataset.Space.Dimensions.Select(extent => extent <= long.MaxValue ? (long)extent : -1)];
        ElementType type = TypeOf(dataset.Type);
        long bytes = TensorShape.ByteCount(type, shape);
        if (bytes < 0 || shape.Length > TensorShape.RankLimit || bytes > (16 << 20) + (2 * _length))
        {
            throw Malformed.In(_path, $"its array '{Printable.Name(name)}' claims the shape {TensorShape.Text(shape)}; it is damaged");
        }

        byte[] data = type switch
        {
            ElementType.Float16 => Bytes(dataset.Read<Half[]>()),
            ElementType.Float32 => Bytes(dataset.Read<float[]>()),
            ElementType.Float64 => Bytes(dataset.Read<double[]>()),
            ElementType.Int8 => Bytes(dataset.Read<sbyte[]>()),
            ElementType.Int16 => Bytes(dataset.Read<short[]>()),
            ElementType.Int32 => Bytes(dataset.Read<int[]>()),
            ElementType.Int64 => Bytes(dataset.Read<long[]>()),
            ElementType.UInt8 => dataset.Read<byte[]>(),
            ElementType.UInt16 => Bytes(dataset.Read<ushort[]>()),
            ElementType.UInt32 => Bytes(dataset.Read<uint[]>()),
            ElementType.UInt64 => Bytes(dataset.Read<ulong[]>()),
            _ => [],
        };
        if (data.Length != bytes)
        {
            throw Malformed.In(_path, $"its array '{Printable.Name(name)}' holds {data.Length} bytes, expected {bytes}; it is damaged");
        }

        ElementOrder.Swap(type, data);
        return new NamedTensor(name, type, shape, new MemoryContent(data, _path));
    }

    /// <summary>The superblock says where the file ends; a file that was cut off may open all the same.</summary>
    private static void CheckLength(string path, byte[] bytes)
    {
        if (bytes.Length < SuperblockLength || !bytes.AsSpan().StartsWith(Signature))
        {
            throw Malformed.In(path, "is no HDF5 file or truncated");
        }

        long end = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(bytes[8] < 2 ? 40 : 28));
        int offsetSize = bytes[8] < 2 ? bytes[13] : bytes[9];
        if (offsetSize == sizeof(long) && (end < 0 || end > bytes.Length))
        {
            throw Malformed.In(
                path, $"holds {bytes.Length} bytes, but says that it has {end}; it is truncated (copy or download it again)");
        }
    }

    private static byte[] Bytes<T>(T[] values)
        where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static ElementType TypeOf(IH5DataType type) => (type.Class, type.Size) switch
    {
        (H5DataTypeClass.FloatingPoint, 2) => ElementType.Float16,
        (H5DataTypeClass.FloatingPoint, 4) => ElementType.Float32,
        (H5DataTypeClass.FloatingPoint, 8) => ElementType.Float64,
        (H5DataTypeClass.FixedPoint, 1) => type.FixedPoint.IsSigned ? ElementType.Int8 : ElementType.UInt8,
        (H5DataTypeClass.FixedPoint, 2) => type.FixedPoint.IsSigned ? ElementType.Int16 : ElementType.UInt16,
        (H5DataTypeClass.FixedPoint, 4) => type.FixedPoint.IsSigned ? ElementType.Int32 : ElementType.UInt32,
        (H5DataTypeClass.FixedPoint, 8) => type.FixedPoint.IsSigned ? ElementType.Int64 : ElementType.UInt64,
        _ => ElementType.Opaque,
    };

    private string[] One(IH5Attribute attribute)
    {
        Check(attribute);

        // An empty list is saved as an empty array of numbers.
        return attribute.Space.Dimensions.Any(extent => extent == 0) || attribute.Type.Class is H5DataTypeClass.FloatingPoint
            ? []
            : attribute.Read<string[]>();
    }

    private void Check(IH5Attribute attribute)
    {
        double count = attribute.Space.Dimensions.Aggregate(1.0, (product, extent) => product * extent);
        if (count > TextLimit || count * attribute.Type.Size > _length)
        {
            throw Malformed.In(_path, $"its attribute '{Printable.Name(attribute.Name)}' claims {count:G6} texts; it is damaged");
        }
    }
}
