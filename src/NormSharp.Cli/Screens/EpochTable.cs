using System.Globalization;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Training;

namespace NormSharp.Cli.Screens;

/// <summary>A line an epoch, each as soon as it is known; narrow enough for 80 columns.</summary>
/// <param name="screen">Where to.</param>
/// <param name="withRecalibrated">Whether the recalibrated accuracy stands in the place of the test loss.</param>
internal sealed class EpochTable(Screen screen, bool withRecalibrated)
{
    private const int WholeWidth = 74;

    /// <summary>Whether there is room for the speed and both losses.</summary>
    private bool IsWide => screen.Width >= WholeWidth;

    /// <summary>Few images a second with a decimal.</summary>
    public static string Speed(double imagesPerSecond) => imagesPerSecond < 20
        ? imagesPerSecond.ToString("0.0", CultureInfo.InvariantCulture)
        : Format.Count(imagesPerSecond);

    public void Title(bool isValidation = false)
    {
        string accuracy = Head(isValidation ? "val acc" : "test acc", 11);
        string judged = withRecalibrated
            ? accuracy + Head("recalibrated", 14)
            : Head(isValidation ? "val loss" : "test loss", 11) + accuracy;
        string loss = IsWide || !withRecalibrated ? Head("train loss", 12) : string.Empty;
        string speed = IsWide ? Head("images/s", 10) : string.Empty;
        screen.Line($"[dim]{Head("epoch", 7)}{loss}{Head("train acc", 11)}{judged}{speed}{Head("time", 7)}[/]");
    }

    /// <summary>The head of a column, whose numbers stand on the right.</summary>
    private static string Head(string text, int columns) => TextColumns.Pad(Messages.Of(text), columns);

    public void Row(EpochMetrics epoch)
    {
        string accuracy = $"[bold]{Format.Percent(epoch.TestAccuracy),9}[/]";
        string test = withRecalibrated
            ? $"{accuracy}  {(epoch.RecalibratedTestAccuracy is double recalibrated ? Format.Percent(recalibrated) : "–"),12}"
            : $"{Format.Loss(epoch.TestLoss),9}  {accuracy}";
        string speed = IsWide ? $"  {Speed(epoch.ImagesPerSecond),8}" : string.Empty;
        string loss = IsWide || !withRecalibrated ? $"  {Format.Loss(epoch.TrainLoss),10}" : string.Empty;
        screen.Line(
            $"  {epoch.Epoch,5}{loss}  {Format.Percent(epoch.TrainAccuracy),9}  {test}{speed}  {Format.Seconds(epoch.Seconds),5}");
    }
}
