using System.Globalization;

namespace NormSharp.Cli.Output;

/// <summary>Numbers for people.</summary>
internal static class Format
{
    /// <summary>What stands where a number is NaN or infinite.</summary>
    public const string NoNumber = "no number";

    /// <summary>A count, for example <c>12,000</c>.</summary>
    public static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share of 1, for example <c>88.10 %</c>.</summary>
    public static string Percent(double share)
        => double.IsFinite(share) ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.00} %") : NoNumber;

    /// <summary>A loss or a rate with four digits.</summary>
    public static string Loss(double value) => double.IsFinite(value) ? value.ToString("0.0000", CultureInfo.InvariantCulture) : NoNumber;

    /// <summary>How far statistics are off: three digits after the point, fewer where it is far.</summary>
    public static string Drift(double value)
        => double.IsFinite(value) ? value.ToString(value < 100 ? "0.000" : "0.0", CultureInfo.InvariantCulture) : NoNumber;

    /// <summary>A number as short as it can be.</summary>
    public static string Number(double value)
        => double.IsFinite(value) ? value.ToString("0.######", CultureInfo.InvariantCulture) : NoNumber;

    /// <summary>A length of time, for example <c>0:07</c>, <c>12:30</c> or <c>1:02:03</c>.</summary>
    public static string Time(TimeSpan time)
    {
        var rounded = TimeSpan.FromSeconds(Math.Round(Math.Clamp(time.TotalSeconds, 0, 8.64e8)));
        return rounded.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(long)rounded.TotalHours}:{rounded.Minutes:00}:{rounded.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{rounded.Minutes}:{rounded.Seconds:00}");
    }

    /// <summary>Seconds of work, for example <c>3.4 s</c>, or minutes from 100 seconds on.</summary>
    public static string Seconds(double seconds) =>
        seconds < 100 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s") : Time(TimeSpan.FromSeconds(seconds));

    /// <summary>An amount of memory, for example <c>1.4 MB</c>; a kilobyte is 1024 bytes.</summary>
    public static string Bytes(double bytes)
    {
        string[] units = ["bytes", "KB", "MB", "GB", "TB"];
        int unit = 0;
        while (bytes >= 1024 && unit < units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return string.Create(
            CultureInfo.InvariantCulture, $"{bytes.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture)} {units[unit]}");
    }
}
