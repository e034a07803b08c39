using System.Text.RegularExpressions;
using NormSharp.Testing;

namespace NormSharp.Kernels.Tests.Templates;

/// <summary>
/// The blocks of accumulators in the kernels are what their rules give. After a change of a rule, run this test with the environment
/// variable <c>NORMSHARP_WRITE_KERNELS=1</c>: it then writes the blocks.
/// </summary>
public partial class RepeatedBlockTests
{
    /// <summary>Lines of one shape that may follow each other by hand.</summary>
    private const int Few = 3;

    public static TheoryData<string> Files => [.. Sources().Where(path => HasRule(File.ReadAllText(path))).Select(Relative)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Blocks_are_what_their_rules_give(string file)
    {
        string path = Checkout.File("src", "NormSharp.Kernels", file);
        string found = File.ReadAllText(path).ReplaceLineEndings("\n");
        string expected = RepeatedBlock.Expand(found);
        if (Environment.GetEnvironmentVariable("NORMSHARP_WRITE_KERNELS") == "1")
        {
            File.WriteAllText(path, expected);
            found = expected;
        }

        Assert.Equal(expected, found);
    }

    [Fact]
    public void Nothing_else_is_written_out_register_by_register()
    {
        List<string> found = [];
        foreach (string path in Sources())
        {
            string[] lines = File.ReadAllText(path).ReplaceLineEndings("\n").Split('\n');
            if (!lines[0].StartsWith("// Written by ", StringComparison.Ordinal))
            {
                found.AddRange(Repeated([.. WithoutBlocks(lines).Select(Shape)]).Select(shape => $"{Relative(path)}: {shape}"));
            }
        }

        Assert.True(found.Count == 0, $"More than {Few} times after each other, without a rule ({RepeatedBlock.Begin}…): "
            + string.Join("; ", found));
    }

    [Fact]
    public void Lines_that_differ_in_registers_only_are_noticed()
    {
        string[] lines = [.. Enumerable.Range(0, 4).Select(i => $"c{i} = TS.Add(c{i}, TS.Load(p + ({i} * n)));")];
        Assert.NotEmpty(Repeated([.. lines.Select(Shape)]));
        Assert.Empty(Repeated([.. lines.Take(Few).Select(Shape)]));
    }

    [Fact]
    public void A_rule_gives_numbers_words_and_distances()
    {
        const string Rule = """
            x();
                // each f from 0 to 2:
                //     c{f}0 = {f % 2 ? a|b}[{2 * (f + 1)}] + p{+ 2 * f} + q{+ f TS.Count};
                // end
            y();
            """;
        const string Expected = """
            x();
                // each f from 0 to 2:
                //     c{f}0 = {f % 2 ? a|b}[{2 * (f + 1)}] + p{+ 2 * f} + q{+ f TS.Count};
                c00 = a[2] + p + q;
                c10 = b[4] + p + 2 + q + TS.Count;
                c20 = a[6] + p + 4 + q + (2 * TS.Count);
                // end
            y();
            """;
        string written = RepeatedBlock.Expand(Rule.ReplaceLineEndings("\n"));
        Assert.Equal(Expected.ReplaceLineEndings("\n"), written);
        Assert.Equal(written, RepeatedBlock.Expand(written));
    }

    [Fact]
    public void A_rule_within_a_rule_is_walked_inside_of_it()
    {
        const string Rule =
            "// each l from 0 to 1:\n//     load({l});\n//     each f from 1 to 2:\n//         add({f}, {l});\nby hand\n// end";
        string[] written = RepeatedBlock.Expand(Rule).Split('\n');
        Assert.Equal(["load(0);", "add(1, 0);", "add(2, 0);", "load(1);", "add(1, 1);", "add(2, 1);", "// end"], written[4..]);
    }

    /// <summary>Shapes, of one to four lines, that stand more than a few times after each other.</summary>
    private static IEnumerable<string> Repeated(string[] shapes)
    {
        for (int period = 1; period <= 4; period++)
        {
            for (int first = 0; first + ((Few + 1) * period) <= shapes.Length; first++)
            {
                string[] one = shapes[first..(first + period)];
                bool repeated = !one.Contains(string.Empty) && string.Concat(one).Contains('#', StringComparison.Ordinal);
                for (int times = 1; times <= Few && repeated; times++)
                {
                    repeated = one.AsSpan().SequenceEqual(shapes.AsSpan(first + (times * period), period));
                }

                if (repeated)
                {
                    yield return one[0];
                }
            }
        }
    }

    private static bool HasRule(string text) => text.Contains(RepeatedBlock.Begin, StringComparison.Ordinal);

    private static IEnumerable<string> Sources() => Directory
        .EnumerateFiles(Checkout.File("src", "NormSharp.Kernels"), "*.cs", SearchOption.AllDirectories)
        .Where(path => Relative(path).Split('/')[0] is not ("bin" or "obj"))
        .Order(StringComparer.Ordinal);

    private static string Relative(string path) =>
        Path.GetRelativePath(Checkout.File("src", "NormSharp.Kernels"), path).Replace('\\', '/');

    private static IEnumerable<string> WithoutBlocks(string[] lines)
    {
        bool inside = false;
        foreach (string line in lines)
        {
            inside |= line.TrimStart().StartsWith(RepeatedBlock.Begin, StringComparison.Ordinal);
            if (!inside)
            {
                yield return line;
            }

            inside &= line.Trim() != RepeatedBlock.End;
        }
    }

    /// <summary>A statement with '#' for the numbers of its registers, and without distances; nothing for other lines.</summary>
    private static string Shape(string line)
    {
        string code = line.Trim();
        return code.EndsWith(';') ? Register().Replace(Distance().Replace(code, string.Empty), "$1#") : string.Empty;
    }

    [GeneratedRegex(@"\b([a-z]+)\d+\b")]
    private static partial Regex Register();

    [GeneratedRegex(@" \+ (\(\d+ \* [\w.]+\)|[\w.]+)")]
    private static partial Regex Distance();
}
