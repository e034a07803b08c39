using System.Diagnostics;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Studies;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Running;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>How a study goes: a bar over its cells on a terminal, a line every half minute elsewhere.</summary>
internal sealed class StudyProgress : IStudyObserver
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(30);

    private readonly Screen _screen;
    private readonly ProgressTask? _bar;
    private readonly TextColumn? _label;
    private readonly TextColumn? _numbers;
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _lastLine = Stopwatch.GetTimestamp();
    private int _cells;
    private int _before;
    private int _done;

    private StudyProgress(Screen screen, ProgressTask? bar = null, TextColumn? label = null, TextColumn? numbers = null)
        => (_screen, _bar, _label, _numbers) = (screen, bar, label, numbers);

    /// <summary>Does the work while progress is shown.</summary>
    public static StudyResults Run(Screen screen, Func<IStudyObserver, StudyResults> work)
    {
        if (!screen.IsLive)
        {
            return work(new StudyProgress(screen));
        }

        var label = new TextColumn { Text = Messages.Of("  preparing") };
        var numbers = new TextColumn();
        var bar = new ProgressBarColumn
        {
            Width = 30,
            CompletedStyle = Styles.Accent,
            FinishedStyle = Styles.Accent,
            RemainingStyle = Styles.Dim,
        };
        return screen.Console.Progress()
            .AutoClear(true)
            .HideCompleted(false)
            .Columns(label, bar, numbers)
            .Start(context => work(new StudyProgress(screen, context.AddTask(Messages.Of("runs")), label, numbers)));
    }

    public void OnStart(Study study, int cells, int finished)
    {
        (_cells, _before, _done) = (cells, finished, finished);
        if (_label is not null)
        {
            _label.Text = $"  {study.Name,-16}";
            Draw();
        }
        else
        {
            string before = finished > 0 ? Messages.Of($", {finished} of them finished before") : string.Empty;
            _screen.Line($"{Markup.Escape(study.Name)}: {cells} runs{before}");
        }
    }

    public void OnCell(Study study, CellRun run)
    {
        _done++;
        if (_bar is not null)
        {
            Draw();
        }
        else if (Stopwatch.GetElapsedTime(_lastLine) >= PlainInterval)
        {
            _lastLine = Stopwatch.GetTimestamp();
            _screen.Line($"  {_done} of {_cells} runs, {TimeLeft()} left");
        }
    }

    private void Draw()
    {
        _bar!.MaxValue = _cells;
        _bar.Value = _done;
        _numbers!.Text = _done > _before
            ? Messages.Of($"{_done} of {_cells} runs, {TimeLeft()} left")
            : Messages.Of($"{_done} of {_cells} runs");
    }

    private string TimeLeft() => Format.Time(Stopwatch.GetElapsedTime(_start) * (_cells - _done) / Math.Max(1, _done - _before));
}
