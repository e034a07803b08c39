using NormSharp.Data;

namespace NormSharp.Clinic;

/// <summary>Every second image of a set in another domain.</summary>
/// <param name="source">The set.</param>
/// <param name="other">The same images in the other domain.</param>
internal sealed class MixedImages(ImageSet source, ImageSet other) : RemadeImages(source)
{
    /// <summary>Whether an image is of the other domain.</summary>
    public static bool IsOther(int index) => index % 2 == 1;

    protected override byte[] Make(int index) => (IsOther(index) ? other : Original).Image(index).ToArray();
}
