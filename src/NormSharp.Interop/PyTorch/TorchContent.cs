using NormSharp.Interop.Files;
using NormSharp.Interop.Tensors;

namespace NormSharp.Interop.PyTorch;

/// <summary>The numbers of a tensor of a PyTorch file, gathered by its strides.</summary>
internal sealed class TorchContent(SourceFile file, TorchTensor tensor, StoragePlace place) : TensorContent
{
    private readonly int _size = ElementTypes.SizeOf(tensor.ElementType);

    public override string Path => file.Path;

    public TorchTensor Tensor => tensor;

    public StoragePlace Place => place;

    /// <summary>Where the first element lies in the storage, in bytes.</summary>
    public long ByteOffset => tensor.Storage.ByteOffset + (tensor.Offset * _size);

    public override void Read(Span<byte> destination)
    {
        if (tensor.IsContiguous)
        {
            ReadStorage(destination, ByteOffset);
            return;
        }

        byte[] span = new byte[Math.Min(tensor.Extent * _size, Array.MaxLength)];
        ReadStorage(span, ByteOffset);
        int written = 0;
        foreach (long index in Indices())
        {
            span.AsSpan(checked((int)(index * _size)), _size).CopyTo(destination[written..]);
            written += _size;
        }
    }

    /// <summary>The places of the elements in row-major order, in elements from the first.</summary>
    public IEnumerable<long> Indices()
    {
        if (tensor.Extent == 0)
        {
            yield break;
        }

        long[] counters = new long[tensor.Shape.Length];
        long index = 0;
        while (true)
        {
            yield return index;
            int dimension = counters.Length - 1;
            while (dimension >= 0 && ++counters[dimension] == tensor.Shape[dimension])
            {
                index -= tensor.Strides[dimension] * (tensor.Shape[dimension] - 1);
                counters[dimension--] = 0;
            }

            if (dimension < 0)
            {
                yield break;
            }

            index += tensor.Strides[dimension];
        }
    }

    private void ReadStorage(Span<byte> destination, long offset)
    {
        if (place.Unpacked is { } unpacked)
        {
            unpacked.Value.AsSpan(checked((int)offset), destination.Length).CopyTo(destination);
        }
        else
        {
            file.Read(destination, place.Offset + offset);
        }
    }
}
