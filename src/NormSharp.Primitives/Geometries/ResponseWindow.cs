namespace NormSharp.Primitives;

/// <summary>
/// The constants of local response normalization, y = x·b^−β with b = k + α·Σx²/size: the sum runs over <c>size</c> channels from
/// <c>size/2</c> before to <c>(size − 1)/2</c> after, and channels that do not exist count as zeros. It is judged when it is made; the
/// default has no channel and is refused by kernels.
/// </summary>
internal readonly record struct ResponseWindow
{
    /// <summary>Judges a window.</summary>
    /// <param name="size">Channels of a window, at least 1.</param>
    /// <param name="alpha">α.</param>
    /// <param name="beta">β.</param>
    /// <param name="k">k.</param>
    /// <exception cref="ArgumentException">The size is out of its range.</exception>
    public ResponseWindow(int size, float alpha, float beta, float k)
    {
        SizeLimits.InRange(size, 1, SizeLimits.Step, "The local response normalization's", "window of channels");
        Size = size;
        Alpha = alpha;
        Beta = beta;
        K = k;
    }

    /// <summary>Channels of a window, at least 1.</summary>
    public int Size { get; }

    /// <summary>α.</summary>
    public float Alpha { get; }

    /// <summary>β.</summary>
    public float Beta { get; }

    /// <summary>k.</summary>
    public float K { get; }

    /// <summary>Whether a window of even size reaches one further after its channel, as in ONNX, instead of before it.</summary>
    public bool IsLongerAfter { get; init; }

    /// <summary>Channels before a channel that its window reaches.</summary>
    public int Before => IsLongerAfter ? (Size - 1) / 2 : Size / 2;

    /// <summary>Channels after a channel that its window reaches.</summary>
    public int After => IsLongerAfter ? Size / 2 : (Size - 1) / 2;
}
