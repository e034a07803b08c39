using NormSharp.Interop.Keras;
using NormSharp.Interop.Keras.Networks;
using NormSharp.Interop.Onnx;
using NormSharp.Interop.Onnx.Export;
using NormSharp.Interop.Onnx.Networks;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Interop;

/// <summary>Makes networks of other people's files: trainable, saved, planned and folded like any other.</summary>
public static class NetworkFiles
{
    /// <summary>
    /// Reads an ONNX model of operators that layers of the house stand for: docs/onnx.md names them. What follows from known numbers is
    /// computed at once; a batch may be of any size where the graph allows it. Or a Keras model (.h5, .hdf5, .keras) of the
    /// layers that image networks use; where Keras takes and gives [N, H, W, C], the network takes and gives [N, C, H, W]. Where a Keras
    /// model has layers of sequences, [N, L, C], the network takes and gives planes of height 1: [N, C, 1, L].
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>The network in evaluation mode, with the file's numbers.</returns>
    /// <exception cref="ModelFormatException">
    /// The file is damaged or of another kind, or an operator or layer is not supported; the message names the node or layer.
    /// </exception>
    /// <exception cref="NormSharpException">There is no such file, or it may not be read.</exception>
    public static Network Load(string path)
    {
        if (FileKinds.Expect(path, FileKind.Onnx, FileKind.Keras) == FileKind.Keras)
        {
            using KerasFile keras = KerasFile.Open(path);
            return KerasNetwork.Read(keras);
        }

        return LoadOnnx(path);
    }

    /// <summary>
    /// Reads an ONNX model as <see cref="Load"/> does, and nothing else: a program that is trimmed or compiled to native code then holds
    /// no reader of Keras files, whose package is made for neither.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>The network in evaluation mode, with the file's numbers.</returns>
    /// <exception cref="ModelFormatException">The file is damaged, no ONNX model, or an operator is not supported.</exception>
    /// <exception cref="NormSharpException">There is no such file, or it may not be read.</exception>
    public static Network LoadOnnx(string path)
    {
        FileKinds.Expect(path, FileKind.Onnx);
        using OnnxFile file = OnnxFile.Open(path);
        return OnnxNetwork.Read(file);
    }

    /// <summary>
    /// Writes what a network computes in evaluation as an ONNX model, with a batch of any size where the network takes one. Parameters
    /// and statistics keep their names; a file that exists is replaced only when the new one is complete.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The network.</param>
    /// <param name="inputs">The shapes of its inputs, for example [1, 3, 32, 32]; the first extent does not matter.</param>
    /// <param name="options">Opset, names, preprocessing, metadata.</param>
    /// <exception cref="ArgumentOutOfRangeException">The opset is not written.</exception>
    /// <exception cref="LayerException">The inputs do not fit the network.</exception>
    /// <exception cref="NormSharpException">A layer cannot be written, which is named, or the file.</exception>
    public static void SaveOnnx(string path, Module model, IReadOnlyList<Shape> inputs, OnnxExportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputs);
        OnnxWriter.Save(path, OnnxWriter.Write(model, inputs, options ?? new OnnxExportOptions()));
    }
}
