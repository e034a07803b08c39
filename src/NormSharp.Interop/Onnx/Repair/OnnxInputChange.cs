namespace NormSharp.Interop.Onnx.Repair;

/// <summary>
/// What images need before a network takes them: y = scale·x + shift, a channel, then channels in reverse order, then rows and columns
/// exchanged.
/// </summary>
/// <param name="Scale">The scale of each channel.</param>
/// <param name="Shift">What is added to each channel.</param>
internal sealed record OnnxInputChange(float[] Scale, float[] Shift)
{
    /// <summary>Whether the channels are reversed.</summary>
    public bool Reversed { get; init; }

    /// <summary>Whether rows and columns are exchanged.</summary>
    public bool Transposed { get; init; }
}
