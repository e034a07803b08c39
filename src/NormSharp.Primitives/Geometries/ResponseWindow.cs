namespace NormSharp.Primitives;

/// <summary>
/// The constants of local response normalization, y = x·b^−β with b = k + α·Σx²/size: the sum runs over <c>size</c> channels from
/// <c>size/2</c> before to <c>(size − 1)/2</c> behind, and channels that do not exist count as zeros.
/// </summary>
/// <param name="Size">Channels of a window, at least 1.</param>
/// <param name="Alpha">α.</param>
/// <param name="Beta">β.</param>
/// <param name="K">k.</param>
internal readonly record struct ResponseWindow(int Size, float Alpha, float Beta, float K)
{
    /// <summary>Channels before a channel that its window reaches.</summary>
    public int Before => Size / 2;

    /// <summary>Channels behind a channel that its window reaches.</summary>
    public int Behind => (Size - 1) / 2;
}
