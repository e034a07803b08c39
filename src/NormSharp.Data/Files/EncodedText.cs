using System.Text;

namespace NormSharp.Data;

/// <summary>A text file as people's programs write it: UTF-8 with and without a byte order mark, or UTF-16.</summary>
internal static class EncodedText
{
    /// <summary>Reads a file whole.</summary>
    /// <param name="path">The file; it may be gzipped.</param>
    /// <param name="most">More bytes than this are refused.</param>
    /// <exception cref="DataFormatException">The file is missing, too long, or no text of these kinds.</exception>
    public static string Read(string path, int most)
    {
        using DataFile file = DataFile.Open(path);
        byte[] bytes = file.ReadAll(most);
        (Encoding encoding, int mark) = EncodingOf(bytes);
        try
        {
            return encoding.GetString(bytes, mark, bytes.Length - mark);
        }
        catch (ArgumentException exception)
        {
            throw new DataFormatException(path, "is no text in UTF-8 or UTF-16; save it as UTF-8.", exception);
        }
    }

    private static (Encoding Encoding, int Mark) EncodingOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Utf8, 3),
        [0xFF, 0xFE, ..] => (Utf16(isBigEndian: false), 2),
        [0xFE, 0xFF, ..] => (Utf16(isBigEndian: true), 2),

        // Without a mark the zeros of ASCII letters give UTF-16 away.
        [not 0, 0, ..] => (Utf16(isBigEndian: false), 0),
        [0, not 0, ..] => (Utf16(isBigEndian: true), 0),
        _ => (Utf8, 0),
    };

    private static UTF8Encoding Utf8 { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static UnicodeEncoding Utf16(bool isBigEndian) => new(isBigEndian, byteOrderMark: false, throwOnInvalidBytes: true);
}
