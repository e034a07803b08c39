using static TorchSharp.torch;

namespace NormSharp.Peer.Torch;

/// <summary>Brings tensors into a layout, which is a matter of strides.</summary>
internal static class MemoryLayouts
{
    /// <summary>The tensor in this layout; of other than four dimensions as it is.</summary>
    public static Tensor Place(this MemoryLayout layout, Tensor tensor)
        => layout == MemoryLayout.ChannelsLast && tensor.dim() == 4
        ? tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)
        : tensor;

    /// <summary>Brings the filters of a network into this layout.</summary>
    public static void Place(this MemoryLayout layout, nn.Module network)
    {
        using IDisposable noGradient = no_grad();
        foreach (Tensor parameter in network.parameters().Where(parameter => parameter.dim() == 4))
        {
            parameter.set_(layout.Place(parameter.detach()));
        }
    }
}
