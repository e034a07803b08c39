using NormSharp.Data;

namespace NormSharp.Clinic;

/// <summary>The images of a set made anew, each once; everything else is that of the set.</summary>
internal abstract class RemadeImages(ImageSet source) : ImageSet
{
    // An examination looks at the same few images many times.
    private readonly byte[]?[] _made = new byte[]?[source.Count];

    public override string Name => Original.Name;

    public override int Count => Original.Count;

    public override ImageShape Shape => Original.Shape;

    public override IReadOnlyList<string> ClassNames => Original.ClassNames;

    /// <summary>The set.</summary>
    protected ImageSet Original { get; } = source;

    public override int LabelOf(int index) => Original.LabelOf(index);

    public override ReadOnlySpan<byte> Image(int index) => _made[index] ??= Make(index);

    /// <summary>Makes an image.</summary>
    protected abstract byte[] Make(int index);
}
