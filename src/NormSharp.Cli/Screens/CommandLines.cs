using NormSharp.Cli.Output;

namespace NormSharp.Cli.Screens;

/// <summary>Command lines to copy, on as many lines as the screen needs: a backslash at the end joins them when they are pasted.</summary>
internal static class CommandLines
{
    private const string Indent = "  ";
    private const string Deeper = "      ";

    /// <summary>Shows a command line. Windows has no such joint that all its shells know, so there it stays whole.</summary>
    public static void Show(Screen screen, string command)
    {
        if (OperatingSystem.IsWindows())
        {
            screen.Text(Indent + command);
            return;
        }

        foreach (string line in Broken(command, screen.Width))
        {
            screen.Text(line);
        }
    }

    /// <summary>The lines, each but the last with a joint.</summary>
    internal static IEnumerable<string> Broken(string command, int width)
    {
        const string Joint = " \\";
        string line = Indent;
        foreach (string word in Units([.. Words(command)]))
        {
            bool isFirst = string.IsNullOrWhiteSpace(line);
            if (!isFirst && line.Length + 1 + word.Length > width - Joint.Length)
            {
                yield return line + Joint;
                (line, isFirst) = (Deeper, true);
            }

            line += isFirst ? word : $" {word}";
        }

        yield return line;
    }

    /// <summary>An option and its value stay together.</summary>
    private static IEnumerable<string> Units(string[] words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            bool hasValue = words[i].StartsWith('-') && words[i] != "--" && i + 1 < words.Length && !words[i + 1].StartsWith('-');
            yield return hasValue ? $"{words[i]} {words[++i]}" : words[i];
        }
    }

    /// <summary>What stands between spaces outside of quotation marks.</summary>
    private static IEnumerable<string> Words(string command)
    {
        int start = 0;
        char quote = '\0';
        for (int i = 0; i < command.Length; i++)
        {
            char c = command[i];
            if (c is '\'' or '"' && (quote == '\0' || quote == c))
            {
                quote = quote == '\0' ? c : '\0';
            }
            else if (c == ' ' && quote == '\0')
            {
                yield return command[start..i];
                start = i + 1;
            }
        }

        yield return command[start..];
    }
}
