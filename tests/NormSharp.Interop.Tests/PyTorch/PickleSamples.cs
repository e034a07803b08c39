using System.Buffers.Binary;
using System.Text;
using NormSharp.Interop.Files;

namespace NormSharp.Interop.Tests.PyTorch;

/// <summary>Pickles written by hand, and the files around them.</summary>
internal static class PickleSamples
{
    /// <summary>Instructions as text; <c>\xNN</c> are bytes.</summary>
    public static byte[] Of(string instructions) => Encoding.Latin1.GetBytes(instructions);

    /// <summary>A persistent id of a storage: leaves it on the stack.</summary>
    public static string Storage(string type = "FloatStorage", string key = "0", long count = 6)
        => $"(X\x07\0\0\0storagectorch\n{type}\n" + Text(key) + Text("cpu") + Integer(count) + "tQ";

    /// <summary>A tensor: leaves it on the stack.</summary>
    public static string Tensor(long[] shape, long[] strides, long offset = 0, string? storage = null)
        => "ctorch._utils\n_rebuild_tensor_v2\n(" + (storage ?? Storage()) + Integer(offset) + Tuple(shape) + Tuple(strides)
        + "\x89" + "ccollections\nOrderedDict\n)RtR";

    public static string Text(string text) => "X" + Encoding.Latin1.GetString(BitConverter.GetBytes(text.Length)) + text;

    public static string Integer(long value) => "\x8a\x08" + Encoding.Latin1.GetString(BitConverter.GetBytes(value));

    public static string Tuple(params long[] values) => "(" + string.Concat(values.Select(Integer)) + "t";

    /// <summary>A zip archive as torch.save writes it, of a pickle and storages of so many bytes.</summary>
    public static void WriteZip(string path, string pickle, params (string Key, byte[] Bytes)[] storages)
    {
        using FileStream stream = File.Create(path);
        var zip = new ZipWriter(path, stream);
        zip.Add("archive/data.pkl", Of(pickle));
        foreach ((string key, byte[] bytes) in storages)
        {
            zip.Add($"archive/data/{key}", bytes);
        }

        zip.Add("archive/version", "3\n"u8);
        zip.Finish();
    }

    /// <summary>A file of torch.save before 1.6.</summary>
    public static void WriteLegacy(string path, string pickle, params (string Key, long Count, byte[] Bytes)[] storages)
    {
        using FileStream stream = File.Create(path);
        stream.Write(Of("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.\x80\x02}."));
        stream.Write(Of(pickle));
        stream.Write(Of("\x80\x02](" + string.Concat(storages.Select(storage => Text(storage.Key))) + "e."));
        foreach ((_, long count, byte[] bytes) in storages)
        {
            byte[] length = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(length, count);
            stream.Write(length);
            stream.Write(bytes);
        }
    }
}
