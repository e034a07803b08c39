using System.Buffers.Binary;
using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Schema;
using NormSharp.Interop.Tensors;

namespace NormSharp.Interop.Onnx;

/// <summary>The numbers of an ONNX tensor: raw bytes, or a typed list of the protobuf message.</summary>
internal sealed class OnnxContent(SourceFile file, ElementType type, TensorPayload payload, int part) : TensorContent
{
    public override string Path => file.Path;

    /// <summary>Whether its elements lie in the file as they are, so that they can be changed in place.</summary>
    public bool IsFixed => part is TensorPayload.RawData or TensorPayload.FloatData or TensorPayload.DoubleData;

    /// <summary>Where its bytes lie, in their order.</summary>
    public IEnumerable<(long Offset, long Length)> Stretches
        => payload.Stretches.Where(stretch => stretch.Field == part).Select(stretch => (stretch.Offset, stretch.Length));

    public override void Read(Span<byte> destination)
    {
        if (IsFixed)
        {
            foreach ((long offset, long length) in Stretches)
            {
                file.Read(destination[..(int)length], offset);
                destination = destination[(int)length..];
            }
        }
        else
        {
            Unpack(destination);
        }
    }

    /// <summary>Whole numbers of variable length: the low bytes of each are the element, also of a float16.</summary>
    private void Unpack(Span<byte> destination)
    {
        int size = ElementTypes.SizeOf(type);
        Span<byte> whole = stackalloc byte[sizeof(ulong)];
        foreach ((long offset, long length) in Stretches)
        {
            var input = new WireInput(file) { Position = offset };
            while (input.Position < offset + length)
            {
                if (destination.Length < size)
                {
                    throw Wrong();
                }

                BinaryPrimitives.WriteUInt64LittleEndian(whole, input.Varint());
                whole[..size].CopyTo(destination);
                destination = destination[size..];
            }
        }

        if (destination.Length > 0)
        {
            throw Wrong();
        }
    }

    private Serialization.ModelFormatException Wrong()
        => Malformed.In(file.Path, "a tensor has more or fewer numbers than its shape says; it is damaged");
}
