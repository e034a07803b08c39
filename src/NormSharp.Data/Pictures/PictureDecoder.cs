namespace NormSharp.Data;

/// <summary>Makes pixels of the bytes of a picture file. Safe from several threads.</summary>
public abstract class PictureDecoder
{
    /// <summary>Reads PNG of every kind, in managed code. JPEG and others come with the package NormSharp.Imaging.</summary>
    public static PictureDecoder Png { get; } = new PngDecoder();

    /// <summary>How the names of its files end, in lower case, for example <c>.png</c>.</summary>
    public abstract IReadOnlyCollection<string> Extensions { get; }

    /// <summary>The size of a picture as it is to be seen, from its header alone.</summary>
    /// <param name="name">What the picture is called in messages.</param>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="DataException">It is no picture of a kind that this decoder reads, or too large.</exception>
    public abstract ImageShape ReadShape(string name, byte[] bytes);

    /// <summary>Decodes a picture; what is transparent is laid over black.</summary>
    /// <param name="name">What the picture is called in messages.</param>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="DataException">It is damaged, of another kind, or too large.</exception>
    public abstract PngImage Decode(string name, byte[] bytes);

    /// <summary>An error about one picture.</summary>
    protected static DataException Error(string name, string problem, Exception? inner = null)
        => new DataFormatException(name, problem, inner);
}
