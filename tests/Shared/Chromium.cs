using System.Diagnostics;
using System.Text;

namespace NormSharp.Testing;

/// <summary>A headless browser that loads a page, runs a script in it and gives back what the script found.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>The browser's path; null where none is installed.</summary>
    public static string? Path { get; } = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => Names.Select(name => System.IO.Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>
    /// Loads a copy of a page with a script at its end, and returns what the script put into <c>document.body.dataset.found</c>.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="script">JavaScript; what it throws is returned as <c>script error: …</c>.</param>
    /// <param name="width">Columns of pixels.</param>
    public static string Examine(string page, string script, int width)
    {
        string html = File.ReadAllText(page);
        string probe = $$"""
            <script>
            window.onerror = function (message) { document.body.dataset.found = 'script error: ' + message; };
            </script>
            """;
        string examination = $$"""
            <script>
            document.body.dataset.found = (function () { {{script}} })();
            </script>
            """;
        string copy = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(page)!, $"examined-{width}.html");
        File.WriteAllText(
            copy,
            html.Replace("<body>", "<body>" + probe, StringComparison.Ordinal)
                .Replace("</body>", examination + "</body>", StringComparison.Ordinal));
        string dom = Run(copy, width);
        const string Mark = "data-found=\"";
        int start = dom.IndexOf(Mark, StringComparison.Ordinal);
        Expect.True(start >= 0, $"the browser gave no answer: {dom[..Math.Min(dom.Length, 500)]}");
        start += Mark.Length;
        return System.Net.WebUtility.HtmlDecode(dom[start..dom.IndexOf('"', start)]);
    }

    /// <summary>Takes a picture of a page.</summary>
    public static byte[] Screenshot(string page, int width, int height)
    {
        string picture = page + ".png";
        Start([$"--screenshot={picture}", $"--window-size={width},{height}", new Uri(page).AbsoluteUri]);
        return File.ReadAllBytes(picture);
    }

    private static string Run(string page, int width) => Start(["--dump-dom", $"--window-size={width},2000", new Uri(page).AbsoluteUri]);

    private static string Start(string[] arguments)
    {
        DirectoryInfo profile = Directory.CreateTempSubdirectory("normsharp-browser-");
        try
        {
            var start = new ProcessStartInfo(Path!)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
            };
            foreach (string argument in (string[])
                ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars",
                    $"--user-data-dir={profile.FullName}", .. arguments])
            {
                start.ArgumentList.Add(argument);
            }

            using Process process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return output;
        }
        finally
        {
            profile.Delete(recursive: true);
        }
    }
}
