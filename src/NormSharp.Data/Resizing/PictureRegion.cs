namespace NormSharp.Data;

/// <summary>A rectangle of a picture, in pixels.</summary>
internal readonly record struct PictureRegion(int Top, int Left, int Height, int Width)
{
    /// <summary>A whole picture.</summary>
    public static PictureRegion Of(ImageShape shape) => new(0, 0, shape.Height, shape.Width);
}
