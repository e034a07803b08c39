using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx;
using NormSharp.Interop.Onnx.Schema;
using NormSharp.Interop.Tensors;
using NormSharp.Serialization;
using OnnxSchema;

namespace NormSharp.Interop;

/// <summary>Reads and writes files of one tensor: NumPy's <c>.npy</c>, and ONNX's <c>.pb</c> of its test data.</summary>
public static class TensorFiles
{
    /// <summary>Reads a tensor into memory; the format is told by the content.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFormatException">The file is damaged or of another kind.</exception>
    /// <exception cref="NormSharpException">There is no such file, or it may not be read.</exception>
    public static NamedTensor Read(string path)
    {
        using SourceFile file = SourceFile.Open(path);
        byte[] start = new byte[NpyFile.Magic.Length];
        if (file.ReadSome(start, 0) == start.Length && start.AsSpan().SequenceEqual(NpyFile.Magic))
        {
            return NpyFile.Read(file, Path.GetFileNameWithoutExtension(path));
        }

        (TensorProto message, OnnxOutline outline) = OnnxOutline.Read(file, MessageKind.Tensor, TensorProto.Parser);
        string name = message.Name.Length > 0 ? message.Name : Path.GetFileNameWithoutExtension(path);
        NamedTensor tensor = new OnnxTensors(file, outline, null).Of(message, name);
        return tensor.ElementType is ElementType.Opaque or ElementType.Packed4
            ? tensor
            : new NamedTensor(name, tensor.ElementType, [.. tensor.Shape], new MemoryContent(tensor.ReadBytes(), path));
    }

    /// <summary>Writes a tensor as <c>.npy</c>.</summary>
    /// <param name="path">The file to create or to replace.</param>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="NormSharpException">NumPy has no such type.</exception>
    /// <exception cref="FileWriteException">The file cannot be written; the message names it and why.</exception>
    public static void WriteNpy(string path, NamedTensor tensor)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensor);
        NpyFile.Write(path, tensor);
    }
}
