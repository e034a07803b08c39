using System.Text.Json.Nodes;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormSharp.Peer.Torch;

/// <summary>Layers forward and backward, with gradients by input and parameters, and matrix products.</summary>
internal static class TorchLayers
{
    /// <summary>Batch normalization and ReLU.</summary>
    public static JsonObject BatchNorm(Arguments arguments)
    {
        long[] shape = arguments.Extents("--shape", "64,64,56,56");
        return Both(
            () => Sequential(shape.Length == 4 ? BatchNorm2d(shape[1]) : BatchNorm1d(shape[1]), ReLU(inplace: true)), shape, arguments);
    }

    /// <summary>A convolution without bias.</summary>
    public static JsonObject Convolution(Arguments arguments)
    {
        long[] shape = arguments.Extents("--input", "32,64,56,56");
        return Both(
            () => Conv2d(
                shape[1],
                arguments.Number("--filters", 64),
                arguments.Number("--kernel", 3),
                arguments.Number("--stride", 1),
                arguments.Number("--padding", 0),
                bias: false),
            shape,
            arguments);
    }

    /// <summary>A matrix product.</summary>
    public static JsonObject Product(Arguments arguments)
    {
        (int m, int n, int k) = (arguments.Number("--m", 1536), arguments.Number("--n", 1536), arguments.Number("--k", 1536));
        (Tensor a, Tensor b) = (rand(m, k) - 0.5, rand(k, n) - 0.5);
        return Clock.Fastest([("product", Multiply)], arguments);

        void Multiply()
        {
            using IDisposable noGradient = inference_mode();
            using Tensor c = mm(a, b);
        }
    }

    private static JsonObject Both(Func<Module<Tensor, Tensor>> layer, long[] shape, Arguments arguments)
    {
        IEnumerable<MemoryLayout> layouts = shape.Length == 4 ? Enum.GetValues<MemoryLayout>() : [MemoryLayout.Contiguous];
        return Clock.Fastest([.. layouts.Select(layout => ($"{layout}", Both(layer(), rand(shape) - 0.5, layout)))], arguments);
    }

    private static Action Both(Module<Tensor, Tensor> layer, Tensor input, MemoryLayout layout)
    {
        layer.train();
        layout.Place(layer);
        Tensor x = layout.Place(input).requires_grad_();
        Tensor[] leaves = [x, .. layer.parameters()];
        using Tensor y = layer.call(x);
        Tensor dy = layout.Place(rand(y.shape) - 0.5);
        return () =>
        {
            using DisposeScope step = NewDisposeScope();
            autograd.grad([layer.call(x)], leaves, [dy]);
        };
    }
}
