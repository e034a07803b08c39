namespace NormSharp.Data;

/// <summary>The images of another set under other labels.</summary>
/// <param name="source">The images.</param>
/// <param name="labels">The new label of each class; a class without images may have −1.</param>
/// <param name="classNames">The names by the new labels.</param>
internal sealed class RelabelledImageSet(ImageSet source, int[] labels, IReadOnlyList<string> classNames) : ImageSet
{
    public override string Name => source.Name;

    public override int Count => source.Count;

    public override ImageShape Shape => source.Shape;

    public override IReadOnlyList<string> ClassNames => classNames;

    internal override long BytesToLoad => source.BytesToLoad;

    internal override bool IsSlow => source.IsSlow;

    internal override bool IsResized => source.IsResized;

    public override int LabelOf(int index) => labels[source.LabelOf(index)];

    public override ReadOnlySpan<byte> Image(int index) => source.Image(index);

    internal override string? FileOf(int index) => source.FileOf(index);

    internal override Raster? Source(int index) => source.Source(index);
}
