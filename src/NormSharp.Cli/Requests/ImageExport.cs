using System.Globalization;
using NormSharp.Data;
using NormSharp.Serialization;

namespace NormSharp.Cli.Requests;

/// <summary>Writes images of a set as PNG files, each named by its number and class.</summary>
internal static class ImageExport
{
    /// <summary>Writes the first images into a new folder.</summary>
    /// <returns>How many were written.</returns>
    /// <exception cref="FileWriteException">The folder cannot be made or a file not be written.</exception>
    public static int Write(ImageSet set, string folder, int count)
    {
        int exported = Math.Min(count, set.Count);
        NewFolder.Write(folder, temporary => WriteAll(set, temporary, exported));
        return exported;
    }

    private static void WriteAll(ImageSet set, string folder, int exported)
    {
        int digits = (exported - 1).ToString(CultureInfo.InvariantCulture).Length;
        for (int i = 0; i < exported; i++)
        {
            string number = i.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
            string name = $"{number}-{DataNames.Safe(set.ClassNames[set.LabelOf(i)].ToLowerInvariant())}.png";
            NewFile.Write(Path.Combine(folder, name), ToPicture(set.Shape, set.Image(i)).WriteTo);
        }
    }

    private static PngImage ToPicture(ImageShape shape, ReadOnlySpan<byte> planes)
    {
        byte[] pixels = new byte[shape.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = planes[(i % shape.Channels * shape.PlaneLength) + (i / shape.Channels)];
        }

        return new PngImage(shape.Width, shape.Height, shape.Channels, pixels);
    }
}
