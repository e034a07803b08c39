using System.Runtime.InteropServices;
using Google.Protobuf;
using NormSharp.Compare.Sweep;
using OnnxSchema;

namespace NormSharp.Peer.Onnx;

/// <summary>An ONNX model of one convolution, with random weights.</summary>
internal static class ConvolutionModel
{
    private const int IrVersion = 8;
    private const int OperatorSet = 17;

    // AttributeProto.AttributeType and TensorProto.DataType of the standard.
    private const int Int = 2;
    private const int Ints = 7;
    private const int Float = 1;

    /// <summary>The file's bytes.</summary>
    public static byte[] Of(SweepShape shape)
    {
        SweepWindow window = shape.Window;
        var node = new NodeProto { OpType = shape.IsTransposed ? "ConvTranspose" : "Conv", Input = { "x", "weight" }, Output = { "y" } };
        node.Attribute.Add(Numbers("kernel_shape", shape.Kernel, shape.Kernel));
        node.Attribute.Add(Numbers("strides", window.Stride, window.Stride));
        node.Attribute.Add(Numbers("pads", window.Padding, window.Padding, window.Padding, window.Padding));
        node.Attribute.Add(Numbers("dilations", window.Dilation, window.Dilation));
        node.Attribute.Add(new AttributeProto { Name = "group", Type = Int, I = window.Groups });
        var graph = new GraphProto
        {
            Name = "convolution",
            Node = { node },
            Initializer = { Weight(shape) },
            Input = { Value("x", shape.Batch, shape.Channels, shape.Size, shape.Size) },
            Output = { Value("y", shape.Batch, shape.Filters, shape.OutputSize, shape.OutputSize) },
        };
        var operators = new OperatorSetIdProto { Version = OperatorSet };
        var model = new ModelProto { IrVersion = IrVersion, Graph = graph, OpsetImport = { operators } };
        return model.ToByteArray();
    }

    private static TensorProto Weight(SweepShape shape)
    {
        long[] extents = shape.IsTransposed
            ? [shape.Channels, shape.FiltersPerGroup, shape.Kernel, shape.Kernel]
            : [shape.Filters, shape.ChannelsPerGroup, shape.Kernel, shape.Kernel];
        float[] values = RandomInputs.Numbers(new Random(2), extents);
        return new TensorProto
        {
            Name = "weight",
            DataType = Float,
            Dims = { extents },
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
        };
    }

    private static AttributeProto Numbers(string name, params ReadOnlySpan<int> values)
    {
        var attribute = new AttributeProto { Name = name, Type = Ints };
        foreach (int value in values)
        {
            attribute.Ints.Add(value);
        }

        return attribute;
    }

    private static ValueInfoProto Value(string name, params ReadOnlySpan<int> extents)
    {
        var shape = new TensorShapeProto();
        foreach (int extent in extents)
        {
            shape.Dim.Add(new DimensionProto { DimValue = extent });
        }

        var tensor = new TensorTypeProto { ElemType = Float, Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
