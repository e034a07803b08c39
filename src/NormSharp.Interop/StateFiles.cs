using NormSharp.Interop.Files;
using NormSharp.Interop.PyTorch;
using NormSharp.Interop.States;
using NormSharp.Serialization;

namespace NormSharp.Interop;

/// <summary>Opens and writes files that hold a network's numbers and not its architecture.</summary>
public static class StateFiles
{
    /// <summary>Opens a PyTorch file (zip, legacy, TorchScript) or safetensors, whatever its name ends with.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Which part of a checkpoint to take.</param>
    /// <exception cref="ModelFormatException">The file is damaged, or of another kind, which the message names.</exception>
    /// <exception cref="NormSharpException">There is no such file, or it may not be read.</exception>
    public static StateFile Open(string path, StateFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] start = new byte[9];
        using (SourceFile file = SourceFile.Open(path))
        {
            if (file.ReadSome(start, 0) < start.Length)
            {
                throw Malformed.In(path, $"holds {file.Length} bytes, too few for a model; it is empty or truncated");
            }
        }

        bool isPyTorch = start.AsSpan().StartsWith("PK\x3\x4"u8) || (start[0] == 0x80 && start[1] <= 5) || start[8] != '{';
        return isPyTorch ? PyTorchFile.Open(path, options) : SafetensorsState.Open(path);
    }

    /// <summary>Writes tensors as a state dict that <c>torch.load(weights_only=True)</c> reads, under their names.</summary>
    /// <param name="path">The file to create or to replace.</param>
    /// <param name="tensors">The tensors; the types are kept.</param>
    /// <exception cref="NormSharpException">PyTorch's files have no type for one of them.</exception>
    /// <exception cref="FileWriteException">The file cannot be written; the message names it and why.</exception>
    public static void SavePyTorch(string path, IEnumerable<NamedTensor> tensors)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        PyTorchWriter.Write(path, [.. tensors]);
    }
}
