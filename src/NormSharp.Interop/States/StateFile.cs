using NormSharp.Interop.Files;
using NormSharp.Interop.States;
using NormSharp.Serialization;

namespace NormSharp.Interop;

/// <summary>
/// Named tensors in someone else's file: a PyTorch checkpoint, safetensors. The file stays open, as its numbers are read when they are
/// wanted.
/// </summary>
public abstract class StateFile : IDisposable
{
    private protected StateFile(SourceFile source)
    {
        Source = source;
    }

    /// <summary>The file.</summary>
    public string Path => Source.Path;

    /// <summary>What the file is, for people: <c>PyTorch (zip)</c>.</summary>
    public abstract string Format { get; }

    /// <summary>Its tensors, in the order in which the file names them.</summary>
    public abstract IReadOnlyList<NamedTensor> Tensors { get; }

    /// <summary>
    /// What else the file says: an epoch, an accuracy, the strings of a safetensors header. Text of strangers: it may hold anything.
    /// </summary>
    public abstract IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>What a person should know about how the file was read, a line each.</summary>
    public abstract IReadOnlyList<string> Notes { get; }

    internal SourceFile Source { get; }

    /// <summary>
    /// Writes the file anew with other numbers in some of its tensors, converted to the type that the file stores. Everything else stays as
    /// it is, byte for byte, apart from checksums of what has changed.
    /// </summary>
    /// <param name="destination">The file to create or to replace; may be the file itself.</param>
    /// <param name="changes">Tensors by the names and shapes of <see cref="Tensors"/>.</param>
    /// <exception cref="ArgumentException">A tensor has no place in the file, or another shape; or a number does not fit the file's
    /// type.</exception>
    /// <exception cref="ModelFormatException">The file packs its tensors, so that they cannot be changed in place.</exception>
    /// <exception cref="FileWriteException">The file cannot be written; the message names it and why.</exception>
    public void Rewrite(string destination, IEnumerable<NamedTensor> changes)
    {
        ArgumentException.ThrowIfNullOrEmpty(destination);
        ArgumentNullException.ThrowIfNull(changes);
        Dictionary<string, NamedTensor> places = Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var edits = new FileEdits(Path);
        foreach (NamedTensor change in changes)
        {
            NamedTensor place = places.GetValueOrDefault(change.Name)
                ?? throw new ArgumentException($"{Path} holds no tensor '{Printable.Name(change.Name)}'", nameof(changes));
            Edit(place, TensorEncoding.As(change, place), edits);
        }

        Finish(edits);
        edits.Write(Source, destination);
    }

    /// <summary>
    /// Which layers the file has in the order of the network: those for which this is the same. Most files have all in one order.
    /// </summary>
    /// <param name="layer">The name of a layer, as that of its tensors up to the last dot.</param>
    internal virtual string OrderOf(string layer) => string.Empty;

    /// <inheritdoc/>
    public void Dispose()
    {
        Source.Dispose();
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Says where the bytes of a tensor go.</summary>
    /// <param name="place">The tensor of this file.</param>
    /// <param name="bytes">Its new elements, row-major and little-endian.</param>
    /// <param name="edits">What is to be changed in the file.</param>
    private protected abstract void Edit(NamedTensor place, byte[] bytes, FileEdits edits);

    /// <summary>Closes what else is open.</summary>
    private protected virtual void Close()
    {
    }

    /// <summary>Adds what follows from the changes, such as checksums.</summary>
    private protected virtual void Finish(FileEdits edits)
    {
    }
}
