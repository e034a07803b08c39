namespace NormSharp.Interop;

/// <summary>What a file of a model is, by its content.</summary>
internal enum FileKind
{
    /// <summary>Nothing that is known.</summary>
    Unknown,

    /// <summary>safetensors.</summary>
    Safetensors,

    /// <summary>A file of <c>torch.save</c> or <c>torch.jit.save</c>.</summary>
    PyTorch,

    /// <summary>An ONNX model.</summary>
    Onnx,

    /// <summary>A Keras model or its weights: HDF5, or the archive of Keras 3.</summary>
    Keras,

    /// <summary>A tensor as NumPy's <c>.npy</c>.</summary>
    Npy,

    /// <summary>Something else that can be named.</summary>
    Other,
}
