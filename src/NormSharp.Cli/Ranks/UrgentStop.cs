using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Distributed;
using NormSharp.Training;

namespace NormSharp.Cli.Ranks;

/// <summary>
/// Has a checkpoint written at once where the launcher is about to end the ranks. Open MPI's mpirun, told to stop, kills them two seconds
/// later, or as soon as one has ended: sooner than a step may take.
/// </summary>
/// <param name="terminal">Where the process writes.</param>
/// <param name="resume">How the training is continued.</param>
internal sealed class UrgentStop(Terminal terminal, string resume)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StepPatience = TimeSpan.FromSeconds(0.5);

    /// <summary>Whether this process's launcher is such a one.</summary>
    public static bool IsNeeded => MpiReducer.SignOfEnd is not null;

    /// <summary>What writes the checkpoint.</summary>
    public UrgentCheckpoint Checkpoint { get; } = new();

    /// <summary>The end may come, or the process has been stopped and goes on: a checkpoint does no harm.</summary>
    public void Prepare() => Start(() => Checkpoint.Write(Patience));

    /// <summary>The end comes.</summary>
    public void Stop() => Start(() =>
    {
        if (Checkpoint.Write(Patience) is { } step)
        {
            // A step that ends in time says more.
            Thread.Sleep(StepPatience);
            terminal.Error.WriteLine(Messages.Of($"{Application.Name}: step {step} is saved; continue with: {resume}"));
        }
    });

    private void Start(Action work) => new Thread(() =>
    {
        try
        {
            work();
        }
        catch (Exception exception)
        {
            terminal.Error.WriteLine($"{Application.Name}: {FailureReport.Of(exception).Message}");
        }
    })
    { IsBackground = true }.Start();
}
