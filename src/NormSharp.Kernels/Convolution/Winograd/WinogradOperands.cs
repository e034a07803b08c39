using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.Winograd;

/// <summary>What a 3×3 correlation reads and writes, and how its filters lie in memory.</summary>
internal readonly unsafe struct WinogradOperands
{
    private const int Area = WinogradPoints.Taps * WinogradPoints.Taps;

    /// <summary>Images of the source.</summary>
    public required float* Source { get; init; }

    /// <summary>Images of the output.</summary>
    public required float* Output { get; init; }

    /// <summary>A number for every filter, or null.</summary>
    public float* Bias { get; init; }

    /// <summary>As many numbers as the output, added before the activation; or null.</summary>
    public float* Residual { get; init; }

    /// <summary>Applied to every output.</summary>
    public Activation Activation { get; init; }

    /// <summary>The weight.</summary>
    public required float* Weight { get; init; }

    /// <summary>Floats from the filters of one source channel to the next channel's.</summary>
    public required nint ChannelStride { get; init; }

    /// <summary>Floats from one filter to the next.</summary>
    public required nint FilterStride { get; init; }

    /// <summary>Whether taps are met in reverse order.</summary>
    public bool Turned { get; init; }

    /// <summary>The forward pass.</summary>
    public static WinogradOperands OfForward(in WinogradShape shape, in ForwardOperands o) => new()
    {
        Source = o.Input,
        Output = o.Output,
        Bias = o.Bias,
        Residual = o.Residual,
        Activation = o.Activation,
        Weight = o.Weight,
        ChannelStride = Area,
        FilterStride = Area * shape.Channels,
    };

    /// <summary>The gradient with respect to the input.</summary>
    public static WinogradOperands OfInputGradient(in WinogradShape shape, in InputGradientOperands o) => new()
    {
        Source = o.OutputGradient,
        Output = o.InputGradient,
        Weight = o.Weight,
        ChannelStride = Area * shape.Filters,
        FilterStride = Area,
        Turned = true,
    };
}
