using NormSharp.Kernels.Blocked;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>A kernel on blocked images with its constants, and what there is to say of it.</summary>
/// <param name="kernel">The kernel.</param>
internal sealed class BlockedCall(BlockedKernel kernel)
{
    /// <summary>The kernel.</summary>
    public BlockedKernel Kernel { get; } = kernel;

    /// <summary>What it does, in a word or two.</summary>
    public string Name => $"{Kernel.Name}, blocked";

    /// <summary>Channels, rows and columns of what it reads.</summary>
    public Shape Input { get; } = [kernel.Input.Channels, kernel.Input.Height, kernel.Input.Width];

    /// <summary>Channels, rows and columns of what it writes.</summary>
    public Shape Output { get; } = [kernel.Output.Channels, kernel.Output.Height, kernel.Output.Width];

    /// <summary>Multiply-adds of an image.</summary>
    public long Products => Kernel.Products;

    /// <summary>Floats that an image's operands and results take, and those of its constants.</summary>
    public long Floats => Kernel.Input.Length + (long)Kernel.SecondLength + Kernel.Output.Length + Kernel.Constants;
}
