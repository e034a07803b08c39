using System.Buffers.Binary;
using System.Text;

namespace NormSharp.Distributed;

/// <summary>What ranks tell each other beside their messages.</summary>
/// <param name="Kind">What is told.</param>
/// <param name="Rank">Of which rank.</param>
/// <param name="Step">The step that it is at.</param>
/// <param name="Message">The message that it is at.</param>
/// <param name="Text">A secret, what happened, or numbers in base 64.</param>
internal readonly record struct WatchFrame(WatchKind Kind, int Rank, long Step, long Message, string Text)
{
    private const int HeaderLength = 28;

    /// <summary>Bytes of the longest text.</summary>
    public const int MostText = 4096;

    /// <summary>The bytes that travel.</summary>
    public byte[] ToBytes()
    {
        byte[] text = Encoding.UTF8.GetBytes(Text);
        text = text.Length > MostText ? text[..MostText] : text;
        var bytes = new byte[HeaderLength + text.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)Kind);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Rank);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), Step);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Message);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), text.Length);
        text.CopyTo(bytes, HeaderLength);
        return bytes;
    }

    /// <summary>Takes the first frame off what was received.</summary>
    /// <param name="received">What was received; the frame is removed.</param>
    /// <param name="frame">The frame.</param>
    /// <returns>Whether one was there in full.</returns>
    /// <exception cref="InvalidDataException">These are no frames: a stranger is at the other end.</exception>
    public static bool TryTake(List<byte> received, out WatchFrame frame)
    {
        frame = default;
        if (received.Count < HeaderLength)
        {
            return false;
        }

        byte[] header = [.. received[..HeaderLength]];
        int kind = BinaryPrimitives.ReadInt32LittleEndian(header);
        int length = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(24));
        if (!Enum.IsDefined((WatchKind)kind) || length is < 0 or > MostText)
        {
            throw new InvalidDataException("no frame of the watch");
        }

        if (received.Count < HeaderLength + length)
        {
            return false;
        }

        frame = new WatchFrame(
            (WatchKind)kind,
            BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4)),
            BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(8)),
            BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(16)),
            Encoding.UTF8.GetString([.. received[HeaderLength..(HeaderLength + length)]]));
        received.RemoveRange(0, HeaderLength + length);
        return true;
    }
}
