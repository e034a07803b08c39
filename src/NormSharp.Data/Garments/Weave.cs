namespace NormSharp.Data;

/// <summary>The pattern of a fabric.</summary>
internal enum Weave
{
    Plain,
    Heather,
    Stripes,
    Pinstripes,
    Checks,
    Dots,
    Floral,
    Gradient,
    Blocks,
}
