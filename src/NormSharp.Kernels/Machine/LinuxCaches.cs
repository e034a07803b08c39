using System.Globalization;

namespace NormSharp.Kernels.Machine;

/// <summary>The caches of a core as Linux lists them in files, a folder <c>index0</c>, <c>index1</c>, … for each.</summary>
internal static class LinuxCaches
{
    /// <summary>Where Linux lists the first core's caches.</summary>
    public const string Folder = "/sys/devices/system/cpu/cpu0/cache";

    /// <summary>Reads a folder of caches; those whose files are missing or of another form are left out.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static List<CacheLevel> Read(string folder)
    {
        var levels = new List<CacheLevel>();
        if (!Directory.Exists(folder))
        {
            return levels;
        }

        foreach (string cache in Directory.GetDirectories(folder, "index*"))
        {
            string type = Text(cache, "type");
            if (type is "Data" or "Unified" && Number(Text(cache, "level")) is int level && Bytes(Text(cache, "size")) is long bytes)
            {
                int cores = Count(Text(cache, "shared_cpu_list"));
                levels.Add(new CacheLevel(level, bytes, Math.Max(1, cores), Number(Text(cache, "coherency_line_size")) ?? 0));
            }
        }

        return levels;
    }

    /// <summary>A size such as <c>48K</c> or <c>2M</c>.</summary>
    private static long? Bytes(string text)
    {
        int shift = text.Length == 0 ? 0 : text[^1] switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        return Number(shift == 0 ? text : text[..^1]) is int number ? (long)number << shift : null;
    }

    /// <summary>How many numbers a list such as <c>0-3,8</c> has; 0 where it is of another form.</summary>
    private static int Count(string list)
    {
        int count = 0;
        foreach (string range in list.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = range.Split('-');
            if (Number(ends[0]) is not int first || Number(ends[^1]) is not int last || last < first)
            {
                return 0;
            }

            count += last - first + 1;
        }

        return count;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static string Text(string folder, string file)
    {
        string path = Path.Combine(folder, file);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : string.Empty;
    }
}
