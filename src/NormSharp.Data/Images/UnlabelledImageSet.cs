namespace NormSharp.Data;

/// <summary>The images of another set, without its labels: whoever uses them cannot have looked at a label.</summary>
internal sealed class UnlabelledImageSet(ImageSet source) : ImageSet
{
    public const int NoLabel = -1;

    public override string Name => source.Name;

    public override int Count => source.Count;

    public override ImageShape Shape => source.Shape;

    public override IReadOnlyList<string> ClassNames => [];

    internal override bool IsSlow => source.IsSlow;

    internal override bool IsResized => source.IsResized;

    public override int LabelOf(int index)
    {
        CheckIndex(index);
        return NoLabel;
    }

    public override ReadOnlySpan<byte> Image(int index) => source.Image(index);

    internal override string? FileOf(int index) => source.FileOf(index);

    internal override Raster? Source(int index) => source.Source(index);
}
