using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NormSharp.Serialization;

/// <summary>
/// A safetensors file opened for reading: eight bytes of header length (little-endian), a JSON header, then the tensors' bytes.
/// Opening reads and checks the header only; tensors are read one at a time into the caller's memory.
/// </summary>
internal sealed class SafetensorsFile : IDisposable
{
    // The reference implementation's limit; it also bounds what a lying header length can make us allocate.
    private const int MaxHeaderLength = 100_000_000;
    private const int PrefixLength = sizeof(ulong);

    private readonly SafeFileHandle _handle;
    private readonly long _dataStart;

    private SafetensorsFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
        long fileLength = RandomAccess.GetLength(handle);
        if (fileLength < PrefixLength)
        {
            throw new ModelFormatException(path, $"holds {fileLength} bytes, too few for a safetensors file; it is truncated or empty");
        }

        Span<byte> prefix = stackalloc byte[PrefixLength];
        Fill(prefix, 0);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > (ulong)(fileLength - PrefixLength) || headerLength > MaxHeaderLength)
        {
            throw new ModelFormatException(
                path, $"claims a header of {headerLength} bytes in a file of {fileLength}; it is truncated or not a safetensors file");
        }

        byte[] header = new byte[(int)headerLength];
        Fill(header, PrefixLength);
        _dataStart = PrefixLength + (long)headerLength;
        (Metadata, Tensors) = SafetensorsHeader.Parse(path, header, fileLength - _dataStart);
    }

    /// <summary>The file that was opened.</summary>
    public string Path { get; }

    /// <summary>The free-form strings of the header's <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Every tensor of the file by its name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Tensors { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFormatException">The file is not valid safetensors.</exception>
    /// <exception cref="NormSharpException">There is no such file, or it may not be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafeFileHandle handle;
        try
        {
            handle = RegularFile.OpenHandle(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NormSharpException($"{path}: no such file", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string reason = Directory.Exists(path) ? "is a folder, expected a safetensors file" : exception.Message;
            throw new NormSharpException($"{path}: {reason}", exception);
        }

        try
        {
            return new SafetensorsFile(path, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Finds a tensor by its name.</summary>
    /// <exception cref="ModelFormatException">The file holds no such tensor.</exception>
    public SafetensorsEntry Entry(string name) => Tensors.TryGetValue(name, out SafetensorsEntry? entry)
        ? entry
        : throw new ModelFormatException(Path, $"holds no tensor '{name}'");

    /// <summary>Reads an F32 tensor into memory of exactly its length.</summary>
    /// <exception cref="ModelFormatException">No such tensor, another element type, or another number of elements.</exception>
    public void ReadSingle(string name, Span<float> destination) => Read(name, SafetensorsTypes.Single, destination);

    /// <summary>Reads an F32 tensor.</summary>
    /// <inheritdoc cref="ReadSingle(string, Span{float})" path="/exception"/>
    public float[] ReadSingle(string name) => Read<float>(name, SafetensorsTypes.Single);

    /// <summary>Reads an F64 tensor into memory of exactly its length.</summary>
    /// <inheritdoc cref="ReadSingle(string, Span{float})" path="/exception"/>
    public void ReadDouble(string name, Span<double> destination) => Read(name, SafetensorsTypes.Double, destination);

    /// <summary>Reads an F64 tensor.</summary>
    /// <inheritdoc cref="ReadSingle(string, Span{float})" path="/exception"/>
    public double[] ReadDouble(string name) => Read<double>(name, SafetensorsTypes.Double);

    /// <summary>Reads an I64 tensor; a scalar gives one number.</summary>
    /// <inheritdoc cref="ReadSingle(string, Span{float})" path="/exception"/>
    public long[] ReadInt64(string name) => Read<long>(name, SafetensorsTypes.Int64);

    /// <summary>Reads an I64 tensor that holds one count.</summary>
    /// <exception cref="ModelFormatException">It is no tensor of one number, or the number is negative.</exception>
    public long ReadCount(string name) => ReadInt64(name) is [>= 0 and long count]
        ? count
        : throw new ModelFormatException(Path, $"tensor '{name}' is {Entry(name)}, expected one number that is not negative");

    /// <summary>Reads a U64 tensor; a scalar gives one number.</summary>
    /// <inheritdoc cref="ReadSingle(string, Span{float})" path="/exception"/>
    public ulong[] ReadUInt64(string name) => Read<ulong>(name, SafetensorsTypes.UInt64);

    /// <summary>Reads a tensor's bytes as they lie in the file (little-endian), whatever its element type.</summary>
    /// <inheritdoc cref="ReadSingle(string, Span{float})" path="/exception"/>
    public byte[] ReadBytes(string name)
    {
        SafetensorsEntry entry = Entry(name);
        byte[] bytes = new byte[ArrayLength(entry, entry.ByteLength)];
        Fill(bytes, _dataStart + entry.Offset);
        return bytes;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();

    private T[] Read<T>(string name, string elementType)
        where T : unmanaged
    {
        SafetensorsEntry entry = Entry(name);
        T[] values = new T[ArrayLength(entry, entry.ElementType == elementType ? entry.Count : 0)];
        Read<T>(name, elementType, values);
        return values;
    }

    private void Read<T>(string name, string elementType, Span<T> destination)
        where T : unmanaged
    {
        SafetensorsEntry entry = Entry(name);
        if (entry.ElementType != elementType)
        {
            throw new ModelFormatException(Path, $"tensor '{name}' is {entry}, expected element type {elementType}");
        }

        if (entry.Count != destination.Length)
        {
            throw new ModelFormatException(
                Path, $"tensor '{name}' is {entry} and holds {entry.Count} numbers, expected {destination.Length}");
        }

        Fill(MemoryMarshal.AsBytes(destination), _dataStart + entry.Offset);
        LittleEndian.Swap(destination);
    }

    private int ArrayLength(SafetensorsEntry entry, long length) => length <= Array.MaxLength
        ? (int)length
        : throw new ModelFormatException(Path, $"tensor '{entry.Name}' {entry} is too large for one array");

    private void Fill(Span<byte> destination, long offset)
    {
        while (destination.Length > 0)
        {
            int read = RandomAccess.Read(_handle, destination, offset);
            if (read == 0)
            {
                throw new ModelFormatException(Path, $"ends at byte {offset}, expected {destination.Length} bytes more");
            }

            destination = destination[read..];
            offset += read;
        }
    }
}
