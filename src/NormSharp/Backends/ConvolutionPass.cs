namespace NormSharp.Backends;

/// <summary>The passes of a convolution that have a table of algorithms each.</summary>
internal enum ConvolutionPass
{
    Forward,
    InputGradient,
    WeightGradient,
}
