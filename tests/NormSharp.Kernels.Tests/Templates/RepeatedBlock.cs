using System.Text;
using System.Text.RegularExpressions;

namespace NormSharp.Kernels.Tests.Templates;

/// <summary>
/// Writes out the blocks of accumulators that stand in the middle of a kernel. Registers have names in C#, not indices; so a block has its
/// rule before it as a comment, and what the rule gives follows, up to <c>// end</c>.
/// </summary>
/// <remarks>
/// <para>A rule is <c>// each f from 0 to 5:</c> and, indented below it as comments, lines and further rules. In a line,</para>
/// <para><c>{2 * f}</c> is a number, of + − * / % and brackets;</para>
/// <para><c>{f / 3 ? g|h}</c> is one of some words;</para>
/// <para><c>p{+ 2 * f}</c> and <c>p{+ 2 * f TS.Count}</c> are a distance from p as one writes it: <c>p</c>, <c>p + TS.Count</c>,
/// <c>p + (4 * TS.Count)</c>.</para>
/// </remarks>
internal static partial class RepeatedBlock
{
    /// <summary>How a rule begins.</summary>
    public const string Begin = "// each ";

    /// <summary>What follows the lines that a rule gives.</summary>
    public const string End = "// end";

    private const int Level = 4;

    /// <summary>A file's text with every block as its rule has it.</summary>
    public static string Expand(string text)
    {
        string[] lines = text.Split('\n');
        var result = new StringBuilder();
        for (int i = 0; i < lines.Length; i++)
        {
            result.Append(i > 0 ? "\n" : string.Empty).Append(lines[i]);
            if (!lines[i].TrimStart().StartsWith(Begin, StringComparison.Ordinal))
            {
                continue;
            }

            string indent = lines[i][..^lines[i].TrimStart().Length];
            List<string> rule = [lines[i].Trim()[3..]];
            for (; lines[i + 1].StartsWith(indent + "//  ", StringComparison.Ordinal); i++)
            {
                result.Append('\n').Append(lines[i + 1]);
                rule.Add(lines[i + 1].Trim()[3..]);
            }

            foreach (string line in Lines(rule, []))
            {
                result.Append('\n').Append(indent).Append(line);
            }

            while (lines[i + 1].Trim() != End)
            {
                i++;
            }
        }

        return result.ToString();
    }

    /// <summary>What a rule and the lines below it give.</summary>
    private static IEnumerable<string> Lines(List<string> rule, Dictionary<string, int> numbers)
    {
        for (int i = 0; i < rule.Count;)
        {
            Match each = Each().Match(rule[i]);
            if (!each.Success)
            {
                yield return Hole().Replace(rule[i++], hole => Fill(hole.Groups[1].Value, numbers));
                continue;
            }

            List<string> inner = [.. rule.Skip(i + 1).TakeWhile(line => line.StartsWith(new string(' ', Level), StringComparison.Ordinal))];
            i += 1 + inner.Count;
            inner = [.. inner.Select(line => line[Level..])];
            for (int value = Number(each.Groups[2].Value); value <= Number(each.Groups[3].Value); value++)
            {
                foreach (string line in Lines(inner, new(numbers) { [each.Groups[1].Value] = value }))
                {
                    yield return line;
                }
            }
        }
    }

    private static string Fill(string hole, Dictionary<string, int> numbers)
    {
        if (hole.Split('?') is [string chosen, string words])
        {
            return words.Trim().Split('|')[new IndexExpression(chosen, numbers).Value];
        }

        if (!hole.StartsWith('+'))
        {
            return Text(new IndexExpression(hole, numbers).Value);
        }

        Match distance = Distance().Match(hole);
        int steps = new IndexExpression(distance.Groups[1].Value, numbers).Value;
        string unit = distance.Groups[2].Value;
        return (steps, unit) switch
        {
            (0, _) => string.Empty,
            (_, "") => $" + {Text(steps)}",
            (1, _) => $" + {unit}",
            _ => $" + ({Text(steps)} * {unit})",
        };
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static int Number(string digits) => int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^each (\w+) from (\d+) to (\d+):$")]
    private static partial Regex Each();

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Hole();

    // A unit is a name after the number, with a space between them.
    [GeneratedRegex(@"^\+ (.*?[\w)])(?: ([A-Za-z_][\w.]*))?$")]
    private static partial Regex Distance();
}
