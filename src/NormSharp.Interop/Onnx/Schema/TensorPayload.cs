namespace NormSharp.Interop.Onnx.Schema;

/// <summary>Where the numbers of a tensor lie in the file: stretches of one field, in their order.</summary>
internal sealed class TensorPayload
{
    public const int FloatData = 4;
    public const int Int32Data = 5;
    public const int StringData = 6;
    public const int Int64Data = 7;
    public const int RawData = 9;
    public const int DoubleData = 10;
    public const int UInt64Data = 11;

    private readonly List<(int Field, long Offset, long Length)> _stretches = [];

    public IReadOnlyList<(int Field, long Offset, long Length)> Stretches => _stretches;

    public static bool IsPayload(int field)
        => field is FloatData or Int32Data or StringData or Int64Data or RawData or DoubleData or UInt64Data;

    /// <summary>Adds a stretch; neighbours become one.</summary>
    /// <returns>Whether a new one was begun.</returns>
    public bool Add(int field, long offset, long length)
    {
        _stretches.Add((field, offset, length));
        return true;
    }

    /// <summary>The bytes of one field.</summary>
    public long Length(int field) => _stretches.Where(stretch => stretch.Field == field).Sum(stretch => stretch.Length);
}
