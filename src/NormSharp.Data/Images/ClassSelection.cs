namespace NormSharp.Data;

/// <summary>The images of some classes of another set, labelled 0, 1, 2, … in the order in which the classes were chosen.</summary>
internal sealed class ClassSelection : ImageSet
{
    private readonly ImageSet _source;
    private readonly int[] _indices;
    private readonly int[] _labels;

    public ClassSelection(ImageSet source, IReadOnlyList<int> classes)
    {
        _source = source;
        Dictionary<int, int> newLabels = classes.Select((old, label) => (old, label)).ToDictionary(pair => pair.old, pair => pair.label);
        _indices = [.. Enumerable.Range(0, source.Count).Where(i => newLabels.ContainsKey(source.LabelOf(i)))];
        _labels = [.. _indices.Select(i => newLabels[source.LabelOf(i)])];
        ClassNames = [.. classes.Select(old => source.ClassNames[old])];
    }

    public override string Name => _source.Name;

    public override int Count => _indices.Length;

    public override ImageShape Shape => _source.Shape;

    public override IReadOnlyList<string> ClassNames { get; }

    internal override bool IsSlow => _source.IsSlow;

    internal override bool IsResized => _source.IsResized;

    public override int LabelOf(int index)
    {
        CheckIndex(index);
        return _labels[index];
    }

    public override ReadOnlySpan<byte> Image(int index)
    {
        CheckIndex(index);
        return _source.Image(_indices[index]);
    }

    internal override string? FileOf(int index) => _source.FileOf(_indices[index]);

    internal override Raster? Source(int index)
    {
        CheckIndex(index);
        return _source.Source(_indices[index]);
    }
}
