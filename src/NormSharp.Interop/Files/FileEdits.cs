using NormSharp.Serialization;

namespace NormSharp.Interop.Files;

/// <summary>Bytes of a file that are to be others, and the copy of the file that has them.</summary>
internal sealed class FileEdits(string path)
{
    private readonly List<FileEdit> _edits = [];
    private bool _isSorted = true;

    /// <summary>Replaces as many bytes.</summary>
    public void Replace(long offset, ReadOnlyMemory<byte> bytes) => Replace(offset, bytes.Length, bytes);

    /// <summary>Replaces a stretch by bytes of any number.</summary>
    public void Replace(long offset, long oldLength, ReadOnlyMemory<byte> bytes)
    {
        if (oldLength > 0 || bytes.Length > 0)
        {
            _isSorted &= _edits.Count == 0 || _edits[^1].Offset + _edits[^1].OldLength <= offset;
            _edits.Add(new FileEdit(offset, oldLength, bytes));
        }
    }

    /// <summary>Changes that begin within a stretch of the file, by place.</summary>
    public IEnumerable<FileEdit> Within(long offset, long length)
    {
        Sort();
        int next = _edits.BinarySearch(new FileEdit(offset, 0, default), FileEdit.ByOffset);
        for (int i = next < 0 ? ~next : next; i < _edits.Count && _edits[i].Offset < offset + length; i++)
        {
            yield return _edits[i];
        }
    }

    /// <summary>Writes the changed copy; the destination is replaced only when it is complete.</summary>
    /// <exception cref="ArgumentException">Two changes contradict each other.</exception>
    public void Write(SourceFile source, string destination)
    {
        Sort();
        AtomicFile.Write(destination, stream =>
        {
            long position = 0;
            foreach (FileEdit edit in _edits)
            {
                Copy(source, position, edit.Offset - position, stream);
                stream.Write(edit.Bytes.Span);
                position = edit.Offset + edit.OldLength;
            }

            Copy(source, position, source.Length - position, stream);
        });
    }

    /// <summary>Puts changes in order. Where they overlap they have to agree, as tensors may share their numbers, and count once.</summary>
    private void Sort()
    {
        if (_isSorted)
        {
            return;
        }

        var sorted = new List<FileEdit>(_edits.Count);
        foreach (FileEdit edit in _edits.OrderBy(edit => edit.Offset))
        {
            int next = sorted.Count;
            while (next > 0 && sorted[next - 1].Offset + sorted[next - 1].OldLength > edit.Offset)
            {
                next--;
            }

            FileEdit rest = edit;
            for (; next < sorted.Count && rest.OldLength > 0; next++)
            {
                rest = Rest(sorted[next], rest);
            }

            if (rest.OldLength > 0 || edit.OldLength == 0)
            {
                sorted.Add(rest);
            }
        }

        _edits.Clear();
        _edits.AddRange(sorted);
        _isSorted = true;
    }

    /// <summary>What is left of a change beyond an earlier one that it overlaps.</summary>
    private FileEdit Rest(FileEdit before, FileEdit edit)
    {
        bool keepLength = before.OldLength == before.Bytes.Length && edit.OldLength == edit.Bytes.Length;
        int common = (int)Math.Min(before.Offset + before.OldLength - edit.Offset, edit.OldLength);
        if (!keepLength || !before.Bytes.Span.Slice((int)(edit.Offset - before.Offset), common).SequenceEqual(edit.Bytes.Span[..common]))
        {
            throw new ArgumentException(
                $"{path}: two changes want byte {edit.Offset} to be different; tensors that share their numbers need equal ones");
        }

        return new FileEdit(edit.Offset + common, edit.OldLength - common, edit.Bytes[common..]);
    }

    private static void Copy(SourceFile source, long offset, long length, Stream destination)
    {
        using Stream part = source.Slice(offset, length);
        part.CopyTo(destination, 1 << 20);
    }
}
