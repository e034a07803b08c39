using System.Globalization;

namespace NormSharp.Compare.Sweep;

/// <summary>A convolution of the sweep, square in every direction.</summary>
/// <param name="IsTransposed">Whether it is the transposed convolution.</param>
/// <param name="Batch">N.</param>
/// <param name="Channels">C of the input.</param>
/// <param name="Size">Rows and columns of the input.</param>
/// <param name="Filters">Channels of the output.</param>
/// <param name="Kernel">Rows and columns of a filter.</param>
/// <param name="Window">Stride, padding, dilation, groups.</param>
internal sealed record SweepShape(
    bool IsTransposed, int Batch, int Channels, int Size, int Filters, int Kernel, SweepWindow Window)
{
    private const int Words = 10;

    /// <summary>Rows and columns of the output.</summary>
    public int OutputSize
    {
        get
        {
            int reach = Window.Dilation * (Kernel - 1);
            return IsTransposed
                ? ((Size - 1) * Window.Stride) - (2 * Window.Padding) + reach + 1
                : ((Size + (2 * Window.Padding) - reach - 1) / Window.Stride) + 1;
        }
    }

    /// <summary>Channels that a filter sees.</summary>
    public int ChannelsPerGroup => Channels / Window.Groups;

    /// <summary>Output channels of a group.</summary>
    public int FiltersPerGroup => Filters / Window.Groups;

    /// <summary>Reads a line: conv or transposed, then N C size filters kernel stride padding dilation groups.</summary>
    /// <exception cref="FormatException">The line is no shape.</exception>
    public static SweepShape Parse(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != Words || words[0] is not ("conv" or "transposed"))
        {
            throw new FormatException(
                $"\"{line}\" is no shape; expected: conv or transposed, then N C SIZE FILTERS KERNEL STRIDE PADDING DILATION GROUPS");
        }

        int[] n = [.. words[1..].Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
        return new SweepShape(words[0] == "transposed", n[0], n[1], n[2], n[3], n[4], new SweepWindow(n[5], n[6], n[7], n[8]));
    }
}
