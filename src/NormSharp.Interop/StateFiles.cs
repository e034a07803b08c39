using NormSharp.Interop.Conventions;
using NormSharp.Interop.Keras;
using NormSharp.Interop.Onnx;
using NormSharp.Interop.PyTorch;
using NormSharp.Interop.States;
using NormSharp.Layers;
using NormSharp.Serialization;

namespace NormSharp.Interop;

/// <summary>Opens and writes the numbers of networks in files of others.</summary>
public static class StateFiles
{
    /// <summary>
    /// Opens a PyTorch file (zip, legacy, TorchScript), safetensors, ONNX or Keras file for its numbers, whatever its name ends with.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="section">
    /// The keys that lead to the state within a checkpoint, with dots: <c>ema</c>, <c>teacher.model</c>. Null looks where states usually
    /// lie (<c>state_dict</c>, <c>model</c>, …) and says in <see cref="StateFile.Notes"/> what else there was.
    /// </param>
    /// <exception cref="ModelFormatException">The file is damaged, or of another kind, which the message names.</exception>
    /// <exception cref="NormSharpException">There is no such file, or it may not be read.</exception>
    public static StateFile Open(string path, string? section = null)
    {
        return FileKinds.Expect(path, FileKind.PyTorch, FileKind.Safetensors, FileKind.Onnx, FileKind.Keras) switch
        {
            FileKind.PyTorch => PyTorchFile.Open(path, section),
            FileKind.Safetensors => SafetensorsState.Open(path),
            FileKind.Onnx => OnnxFile.Open(path),
            _ => KerasFile.Open(path),
        };
    }

    /// <summary>
    /// The numbers of a network as tensors: its parameters, statistics and counters under PyTorch's names and in its order.
    /// </summary>
    /// <param name="module">The network; its numbers are copied.</param>
    public static IReadOnlyList<NamedTensor> TensorsOf(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return ModuleTensors.Of(module);
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
