namespace NormSharp.Primitives;

/// <summary>The dimensions before and after the one that an <see cref="AxisMap"/> maps.</summary>
/// <param name="Outer">The product of the dimensions before it.</param>
/// <param name="Inner">The product of the dimensions after it.</param>
internal readonly record struct AxisExtent(int Outer, int Inner);
