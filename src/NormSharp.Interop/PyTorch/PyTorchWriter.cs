using NormSharp.Interop.Files;
using NormSharp.Serialization;

namespace NormSharp.Interop.PyTorch;

/// <summary>
/// Writes a state dict in the zip format of <c>torch.save</c>, by those instructions only that <c>torch.load(weights_only=True)</c> takes.
/// Equal tensors give equal bytes.
/// </summary>
internal static class PyTorchWriter
{
    private const string Folder = "archive/";

    /// <exception cref="NormSharpException">PyTorch has no type for a tensor.</exception>
    /// <exception cref="FileWriteException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<NamedTensor> tensors)
    {
        byte[] pickle = Pickle(path, tensors);
        AtomicFile.Write(path, stream =>
        {
            var zip = new ZipWriter(path, stream);
            zip.Add(Folder + "data.pkl", pickle);
            zip.Add(Folder + "byteorder", "little"u8);
            for (int i = 0; i < tensors.Count; i++)
            {
                zip.Add($"{Folder}data/{i}", tensors[i].ReadBytes());
            }

            zip.Add(Folder + "version", "3\n"u8);
            zip.Finish();
        });
    }

    private static byte[] Pickle(string path, IReadOnlyList<NamedTensor> tensors)
    {
        var pickle = new PickleWriter();
        pickle.Call("collections", "OrderedDict");
        pickle.Code(PickleOpcode.Mark);
        for (int i = 0; i < tensors.Count; i++)
        {
            pickle.Text(tensors[i].Name);
            Tensor(pickle, path, tensors[i], i);
        }

        pickle.Code(PickleOpcode.SetItems);
        return pickle.Finish();
    }

    private static void Tensor(PickleWriter pickle, string path, NamedTensor tensor, int key)
    {
        string storage = TorchTypes.StorageName(tensor.ElementType)
            ?? throw new NormSharpException(
                $"{path}: cannot write: tensor '{Printable.Name(tensor.Name)}' is {tensor}, a type that PyTorch's files have no storage "
                + "for");
        pickle.Global("torch._utils", "_rebuild_tensor_v2");
        pickle.Code(PickleOpcode.Mark);
        pickle.Code(PickleOpcode.Mark);
        pickle.Text("storage");
        pickle.Global("torch", storage);
        pickle.Text(key.ToString(System.Globalization.CultureInfo.InvariantCulture));
        pickle.Text("cpu");
        pickle.Integer(tensor.Count);
        pickle.Code(PickleOpcode.Tuple);
        pickle.Code(PickleOpcode.BinPersId);
        pickle.Integer(0);
        pickle.Tuple(tensor.Shape);
        pickle.Tuple(Strides(tensor.Shape));
        pickle.Code(PickleOpcode.NewFalse);
        pickle.Call("collections", "OrderedDict");
        pickle.Code(PickleOpcode.Tuple);
        pickle.Code(PickleOpcode.Reduce);
    }

    private static long[] Strides(IReadOnlyList<long> shape)
    {
        long[] strides = new long[shape.Count];
        long stride = 1;
        for (int i = strides.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(1, shape[i]);
        }

        return strides;
    }
}
