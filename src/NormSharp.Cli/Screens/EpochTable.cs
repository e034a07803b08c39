using NormSharp.Cli.Output;
using NormSharp.Training;

namespace NormSharp.Cli.Screens;

/// <summary>A line an epoch, each as soon as it is known; narrow enough for 80 columns.</summary>
/// <param name="screen">Where to.</param>
/// <param name="withRecalibrated">Whether the recalibrated accuracy stands in the place of the test loss.</param>
internal sealed class EpochTable(Screen screen, bool withRecalibrated)
{
    public void Title(bool isValidation = false)
    {
        string judged = isValidation ? " val" : "test";
        screen.Line(withRecalibrated
            ? $"[dim]  epoch  train loss  train acc   {judged} acc  recalibrated  images/s   time[/]"
            : $"[dim]  epoch  train loss  train acc  {judged} loss   {judged} acc  images/s   time[/]");
    }

    public void Row(EpochMetrics epoch)
    {
        string accuracy = $"[bold]{Format.Percent(epoch.TestAccuracy),9}[/]";
        string test = withRecalibrated
            ? $"{accuracy}  {(epoch.RecalibratedTestAccuracy is double recalibrated ? Format.Percent(recalibrated) : "–"),12}"
            : $"{Format.Loss(epoch.TestLoss),9}  {accuracy}";
        screen.Line(
            $"  {epoch.Epoch,5}  {Format.Loss(epoch.TrainLoss),10}  {Format.Percent(epoch.TrainAccuracy),9}  {test}  "
            + $"{Format.Count(epoch.ImagesPerSecond),8}  {Format.Seconds(epoch.Seconds),5}");
    }
}
