namespace NormSharp.Compare.Sweep;

/// <summary>How the windows of a convolution lie, alike in both directions.</summary>
/// <param name="Stride">Pixels from window to window.</param>
/// <param name="Padding">Zeros on each side.</param>
/// <param name="Dilation">Pixels from kernel element to kernel element.</param>
/// <param name="Groups">Into how many groups the channels fall.</param>
internal sealed record SweepWindow(int Stride, int Padding, int Dilation, int Groups);
