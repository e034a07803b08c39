using System.Globalization;

namespace NormSharp.Compare.Sweep;

/// <summary>
/// A side of the sweep as a process that stays: it reads a command a line and answers each with a line.
/// <list type="bullet">
/// <item><c>shape …</c>, see <see cref="SweepShape.Parse"/>: makes it ready and warm; the answer is <c>ready</c>.</item>
/// <item><c>forward MS</c> or <c>both MS</c>: times the pass for so many milliseconds; the answer is the median and the shortest
/// time, in milliseconds.</item>
/// </list>
/// What cannot be done is answered by <c>error</c> and the reason.
/// </summary>
internal static class SweepServer
{
    private const double WarmUpMilliseconds = 120;

    /// <summary>Answers until the input ends.</summary>
    /// <param name="input">Where commands come from.</param>
    /// <param name="output">Where answers go.</param>
    /// <param name="make">Makes a shape ready.</param>
    public static void Run(TextReader input, TextWriter output, Func<SweepShape, IPasses> make)
    {
        IPasses? passes = null;
        while (input.ReadLine() is { } line)
        {
            string answer;
            try
            {
                answer = Answer(line.Trim(), make, ref passes);
            }
            catch (Exception fault)
            {
                answer = $"error {fault.GetType().Name}: {fault.Message.ReplaceLineEndings(" ")}";
            }

            output.WriteLine(answer);
            output.Flush();
        }

        passes?.Dispose();
    }

    private static string Answer(string line, Func<SweepShape, IPasses> make, ref IPasses? passes)
    {
        string[] words = line.Split(' ', 2);
        switch (words[0])
        {
            case "shape":
                passes?.Dispose();
                passes = null;
                passes = make(SweepShape.Parse(words[1]));
                Turn.WarmUp(passes.Forward, WarmUpMilliseconds);
                if (passes.Both is { } warmed)
                {
                    Turn.WarmUp(warmed, WarmUpMilliseconds);
                }

                return "ready";
            case "forward" when passes is not null:
                return Timed(passes.Forward, words[1]);
            case "both" when passes?.Both is { } both:
                return Timed(both, words[1]);
            default:
                return $"error there is no \"{line}\" here; known are: shape, and after it forward and both";
        }
    }

    private static string Timed(Action work, string milliseconds)
    {
        (double median, double shortest) = Turn.Of(work, double.Parse(milliseconds, CultureInfo.InvariantCulture));
        return string.Create(CultureInfo.InvariantCulture, $"{median:R} {shortest:R}");
    }
}
