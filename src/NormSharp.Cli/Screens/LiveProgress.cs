using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Training;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>A training on a terminal: a bar that moves below a line an epoch.</summary>
internal sealed class LiveProgress : ITrainingObserver
{
    private const int WidestBar = 40;
    private const int NarrowestBar = 5;

    // What stands beside the bar, margins included.
    private const int BesideBar = 72;
    private const int BesideShortBar = 48;

    private readonly Screen _screen;
    private readonly TrainingPlan _plan;
    private readonly EpochTable _table;
    private readonly ProgressTask _bar;
    private readonly TextColumn _label;
    private readonly TextColumn _numbers;
    private int _epochs;
    private volatile bool _isStopping;

    private LiveProgress(Screen screen, TrainingPlan plan, ProgressTask bar, TextColumn label, TextColumn numbers)
    {
        (_screen, _plan, _bar, _label, _numbers) = (screen, plan, bar, label, numbers);
        _table = new EpochTable(screen, plan.Request.Training.RecalibrateEachEpoch);
    }

    /// <summary>Trains while the bar is shown, and removes the bar at the end.</summary>
    /// <param name="screen">The terminal.</param>
    /// <param name="plan">What is trained.</param>
    /// <param name="stop">Once cancelled, the bar says that it stops.</param>
    /// <param name="train">Trains, telling the observer.</param>
    public static TrainingSummary Run(
        Screen screen, TrainingPlan plan, CancellationToken stop, Func<ITrainingObserver, TrainingSummary> train)
    {
        var label = new TextColumn { Text = Messages.Of("preparing") };
        var numbers = new TextColumn();
        var bar = new ProgressBarColumn
        {
            Width = Math.Clamp(screen.Width - (IsWide(screen) ? BesideBar : BesideShortBar), NarrowestBar, WidestBar),
            CompletedStyle = Styles.Accent,
            FinishedStyle = Styles.Accent,
            RemainingStyle = Styles.Dim,
        };
        return screen.Console.Progress()
            .AutoClear(true)
            .HideCompleted(false)
            .Columns(label, bar, numbers)
            .Start(context =>
            {
                var progress = new LiveProgress(screen, plan, context.AddTask(Messages.Of("training")), label, numbers);
                using CancellationTokenRegistration registration = stop.Register(progress.OnStop);
                return train(progress);
            });
    }

    public void OnStart(TrainingStart start)
    {
        _epochs = start.Epochs;
        _plan.Show(_screen, start);
        DiagnosticLines.Show(_screen, start.Diagnostics);
        _table.Title(start.ValidationImages > 0);
    }

    public void OnStep(in StepMetrics step)
    {
        Set(
            Messages.Of($"epoch {step.Epoch}/{_epochs}"),
            step.Batch,
            step.Batches,
            IsWide(_screen)
                ? Messages.Of(
                    $"loss {Format.Loss(step.EpochLoss),6}  acc {100 * step.EpochAccuracy,5:0.0} %  "
                        + $"{EpochTable.Speed(step.ImagesPerSecond),7} images/s  {Format.Time(step.TimeLeft),5} left")
                : Messages.Of($"loss {Format.Loss(step.EpochLoss),6}  {Format.Time(step.TimeLeft),5} left"));
    }

    private static bool IsWide(Screen screen) => screen.Width >= BesideBar + NarrowestBar;

    public void OnFinding(Diagnostic finding) => DiagnosticLines.Show(_screen, [finding]);

    public void OnEpoch(EpochMetrics epoch) => _table.Row(epoch);

    public void OnPhase(TrainingPhase phase, int done, int total) =>
        Set(Messages.Of(phase == TrainingPhase.Evaluation ? "evaluating" : "recalibrating"), done, total);

    private void OnStop()
    {
        _isStopping = true;
        _label.Text = Label(Messages.Of("stopping"));
        _numbers.Text = Messages.Of("Ctrl-C again ends at once");
    }

    private static string Label(string text) => $"  {TextColumns.Pad(text, -13)}";

    private void Set(string label, int done, int total, string? numbers = null)
    {
        if (_isStopping)
        {
            return;
        }

        _label.Text = Label(label);
        _numbers.Text = numbers ?? _numbers.Text;
        _bar.MaxValue = total;
        _bar.Value = done;
    }
}
