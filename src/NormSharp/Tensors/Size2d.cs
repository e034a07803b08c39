namespace NormSharp.Tensors;

/// <summary>Rows and columns; a single number means both.</summary>
public readonly record struct Size2d(int Height, int Width)
{
    /// <summary>As many rows as columns.</summary>
    public static implicit operator Size2d(int size) => new(size, size);

    /// <summary>Rows and columns as a pair.</summary>
    public static implicit operator Size2d((int Height, int Width) size) => new(size.Height, size.Width);

    /// <summary>For example <c>3×3</c>.</summary>
    public override string ToString() => $"{Height}×{Width}";
}
