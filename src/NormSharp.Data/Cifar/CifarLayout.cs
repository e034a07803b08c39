namespace NormSharp.Data;

/// <summary>How records of CIFAR's binary files begin.</summary>
/// <param name="Name">Which set it is of, for messages.</param>
/// <param name="LabelBytes">Labels of a record, a byte each.</param>
internal sealed record CifarLayout(string Name, int LabelBytes)
{
    /// <summary>Bytes of an image of 3×32×32.</summary>
    public const int PixelLength = 3 * 32 * 32;

    /// <summary>A label.</summary>
    public static CifarLayout Ten { get; } = new("CIFAR-10", 1);

    /// <summary>A coarse label, one of 20, and then the fine one, one of 100, which is taken.</summary>
    public static CifarLayout Hundred { get; } = new("CIFAR-100", 2);

    /// <summary>Bytes of a record.</summary>
    public int RecordLength => LabelBytes + PixelLength;

    /// <summary>Where the label stands that is taken.</summary>
    public int LabelAt => LabelBytes - 1;
}
