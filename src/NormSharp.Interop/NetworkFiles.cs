using NormSharp.Interop.Onnx;
using NormSharp.Interop.Onnx.Networks;
using NormSharp.Layers;
using NormSharp.Serialization;

namespace NormSharp.Interop;

/// <summary>Makes networks of other people's files: trainable, saved, planned and folded like any other.</summary>
public static class NetworkFiles
{
    /// <summary>
    /// Reads an ONNX model of operators that layers of the house stand for: convolutions and pooling in two dimensions, batch
    /// normalization, activations, sums, products, concatenations, Gemm, and what flattens.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>The network in evaluation mode, with the file's numbers.</returns>
    /// <exception cref="ModelFormatException">
    /// The file is damaged or of another kind, or an operator is not supported; the message names the node.
    /// </exception>
    /// <exception cref="NormSharpException">There is no such file, or it may not be read.</exception>
    public static Network Load(string path)
    {
        _ = FileKinds.Expect(path, FileKind.Onnx);
        using OnnxFile file = OnnxFile.Open(path);
        return OnnxNetwork.Read(file);
    }
}
