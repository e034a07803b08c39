using System.Diagnostics.CodeAnalysis;

namespace NormSharp.Layers;

/// <summary>
/// A layer that in evaluation mode maps each channel (dimension 1) by a line with constant coefficients, so that a convolution or linear
/// layer beside it can take it over: y = scale·(x − mean) + shift.
/// </summary>
/// <remarks>A normalization layer of your own that implements this can be folded.</remarks>
public interface IChannelAffine
{
    /// <summary>The coefficients of evaluation mode, in double; they are read now and do not follow later changes of the layer.</summary>
    /// <param name="affine">The coefficients; null when there are none.</param>
    /// <param name="obstacle">
    /// Why there are none, as the end of a sentence about the layer: "keeps no running statistics, …"; else null.
    /// </param>
    bool TryGetAffine([NotNullWhen(true)] out ChannelAffine? affine, [NotNullWhen(false)] out string? obstacle);
}
