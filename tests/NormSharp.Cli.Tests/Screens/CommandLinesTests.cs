using NormSharp.Cli.Screens;

namespace NormSharp.Cli.Tests.Screens;

public class CommandLinesTests
{
    [Fact]
    public void A_long_command_line_is_broken_where_a_shell_joins_it()
    {
        string[] lines = [.. CommandLines.Broken("normsharp train --from runs/a --data ./photos --freeze 'conv* and more'", 40)];
        Assert.Equal(
            [@"  normsharp train --from runs/a \", @"      --data ./photos \", "      --freeze 'conv* and more'"], lines);
        Assert.All(lines, line => Assert.True(line.Length <= 40));
    }

    [Fact]
    public void A_short_one_stays_whole()
        => Assert.Equal(["  normsharp train"], CommandLines.Broken("normsharp train", 40));
}
