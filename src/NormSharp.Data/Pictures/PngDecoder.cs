namespace NormSharp.Data;

/// <summary>Reads PNG alone.</summary>
internal sealed class PngDecoder : PictureDecoder
{
    public override IReadOnlyCollection<string> Extensions { get; } = [".png"];

    public override ImageShape ReadShape(string name, byte[] bytes)
    {
        PngHeader header = new PngReader(name, bytes).ReadHeader();
        return new ImageShape(header.OutputChannels, header.Height, header.Width);
    }

    public override PngImage Decode(string name, byte[] bytes) => new PngReader(name, bytes).Read();
}
