using System.Text.Json.Nodes;
using NormSharp.Cli.Output;
using NormSharp.Profiling;

namespace NormSharp.Cli.Screens;

/// <summary>What the exchange of gradients costs a training step of several ranks.</summary>
/// <param name="Title">What was measured.</param>
/// <param name="Ranks">How many ranks.</param>
/// <param name="BatchSize">Images of each rank's step.</param>
/// <param name="Times">What a step takes, without the exchange and with it.</param>
internal sealed record RankTrainingScreen(string Title, int Ranks, int BatchSize, RankTrainingTimes Times)
{
    private double Communication => Math.Max(0, Times.After - Times.Alone);

    private double Hidden => Communication > 0 ? Math.Clamp((Times.After - Times.During) / Communication, 0, 1) : 0;

    private double Efficiency => Times.Alone / Times.During;

    private double ImagesPerSecond => Ranks * BatchSize * 1000 / Times.During;

    /// <summary>For people.</summary>
    public void Show(Screen screen)
    {
        screen.Line(Title);
        new Facts()
            .Add("computation", $"{Times.Alone:0.00} ms a step")
            .Add("communication", $"{Communication:0.00} ms, {100 * Hidden:0} % of it during the backward pass")
            .Add("together", $"{Times.During:0.00} ms, {ImagesPerSecond:0} images a second")
            .Add("efficiency", $"{100 * Efficiency:0} % of the ranks without any exchange")
            .Add("allocated", $"{Format.Count(Times.Bytes)} bytes a step")
            .Show(screen);
    }

    /// <summary>For scripts.</summary>
    public JsonObject ToJson() => new()
    {
        ["benchmark"] = "train-ranks",
        ["ranks"] = Ranks,
        ["batch_size"] = BatchSize,
        ["compute_ms"] = Times.Alone,
        ["exchange_after_ms"] = Times.After,
        ["exchange_during_ms"] = Times.During,
        ["communication_ms"] = Communication,
        ["overlapped"] = Hidden,
        ["efficiency"] = Efficiency,
        ["images_per_second"] = ImagesPerSecond,
        ["bytes_allocated"] = Times.Bytes,
    };
}
