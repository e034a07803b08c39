using System.Security.Cryptography;
using System.Text;

namespace NormSharp.Data;

/// <summary>Pictures of any size, prepared to one. Opening decodes them all, so that a damaged one is found before work begins.</summary>
internal sealed class PictureSet : ImageSet
{
    private readonly SourcePicture[] _files;
    private readonly DecodedPicture[] _pictures;
    private readonly int[] _labels;
    private readonly PictureReader _reader;

    /// <param name="name">What the set is called in reports.</param>
    /// <param name="files">The pictures; at least one.</param>
    /// <param name="pictures">What decoding them gave.</param>
    /// <param name="classNames">The name of each class.</param>
    /// <param name="reader">Decodes what did not fit into memory.</param>
    public PictureSet(
        string name, SourcePicture[] files, DecodedPicture[] pictures, IReadOnlyList<string> classNames, PictureReader reader)
    {
        (Name, _files, _pictures, ClassNames, _reader) = (name, files, pictures, classNames, reader);
        Dictionary<string, int> labels = classNames.Select((entry, i) => (entry, i)).ToDictionary(pair => pair.entry, pair => pair.i);
        _labels = [.. files.Select(file => labels[file.Class])];
    }

    public override string Name { get; }

    public override int Count => _files.Length;

    public override ImageShape Shape => _reader.Shape;

    public override IReadOnlyList<string> ClassNames { get; }

    internal override long BytesToLoad => 0;

    internal override bool IsSlow => _pictures.Any(picture => picture.View is null);

    internal override bool IsResized => _pictures.Any(picture => picture.IsResized);

    public override int LabelOf(int index)
    {
        CheckIndex(index);
        return _labels[index];
    }

    public override ReadOnlySpan<byte> Image(int index)
    {
        CheckIndex(index);
        return _pictures[index].View ?? _reader.Read(_files[index]).View;
    }

    internal override string? FileOf(int index) => _files[index].Name;

    internal override Raster? Source(int index)
    {
        CheckIndex(index);
        return _pictures[index].Source ?? _reader.Read(_files[index]).Source;
    }

    internal override string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < Count; i++)
        {
            hash.AppendData(_pictures[i].Hash);
            hash.AppendData(Encoding.UTF8.GetBytes(ClassNames[_labels[i]]));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
