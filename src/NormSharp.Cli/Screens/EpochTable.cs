using NormSharp.Cli.Output;
using NormSharp.Training.Metrics;

namespace NormSharp.Cli.Screens;

/// <summary>A line an epoch, each as soon as it is known.</summary>
internal sealed class EpochTable(Screen screen, bool withRecalibrated)
{
    public void Title() => screen.Line(
        $"[dim]  epoch  train loss  train acc  test loss   test acc{(withRecalibrated ? "  recalibrated" : string.Empty)}  images/s   time[/]");

    public void Row(EpochMetrics epoch)
    {
        string recalibrated = withRecalibrated
            ? $"  {(epoch.RecalibratedTestAccuracy is double accuracy ? Format.Percent(accuracy) : "–"),12}"
            : string.Empty;
        screen.Line(
            $"  {epoch.Epoch,5}  {Format.Loss(epoch.TrainLoss),10}  {Format.Percent(epoch.TrainAccuracy),9}  {Format.Loss(epoch.TestLoss),9}  "
            + $"[bold]{Format.Percent(epoch.TestAccuracy),9}[/]{recalibrated}  {Format.Count(epoch.ImagesPerSecond),8}  {Format.Seconds(epoch.Seconds),5}");
    }
}
