namespace NormSharp.Data;

/// <summary>Some images of another set, without copying them.</summary>
internal sealed class ImageSubset(ImageSet source, int[] indices) : ImageSet
{
    public override string Name => source.Name;

    public override int Count => indices.Length;

    public override ImageShape Shape => source.Shape;

    public override IReadOnlyList<string> ClassNames => source.ClassNames;

    internal override long BytesToLoad => source.BytesToLoad;

    internal override bool IsSlow => source.IsSlow;

    internal override bool IsResized => source.IsResized;

    public override int LabelOf(int index) => source.LabelOf(SourceIndex(index));

    public override ReadOnlySpan<byte> Image(int index) => source.Image(SourceIndex(index));

    internal override string? FileOf(int index) => source.FileOf(SourceIndex(index));

    internal override Raster? Source(int index) => source.Source(SourceIndex(index));

    private int SourceIndex(int index)
    {
        CheckIndex(index);
        return indices[index];
    }
}
