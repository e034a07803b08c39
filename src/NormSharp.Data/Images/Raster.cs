namespace NormSharp.Data;

/// <summary>A picture of any size, its bytes channel after channel.</summary>
internal sealed record Raster(ImageShape Shape, byte[] Planes);
