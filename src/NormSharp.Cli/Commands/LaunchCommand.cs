using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;
using NormSharp.Cli.Ranks;
using NormSharp.Cli.Screens;

namespace NormSharp.Cli.Commands;

/// <summary><c>launch</c>: starts a command as several ranks of this machine, over the MPI that is installed.</summary>
internal sealed class LaunchCommand : CliCommand
{
    private readonly Option<int?> _count = NumberOption.AtLeast("--ranks", 1, "How many processes. Default: 2.");

    private readonly Option<string?> _mpirun = new("--mpirun")
    {
        Description = "The launcher to take where several are installed, such as mpirun.mpich. Default: Open MPI's, or what there is.",
        HelpName = "NAME|PATH",
    };

    private readonly Option<bool> _show = new("--dry-run")
    {
        Description = "Only print the command that would be run.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Argument<string[]> _command = new("COMMAND")
    {
        Description = "The command after --, such as train and its options.",
        Arity = ArgumentArity.OneOrMore,
    };

    public LaunchCommand()
        : base("launch", "run a command as several processes of this machine")
    {
        Add(_command);
        AddGroup("Ranks", _count, _mpirun, _show);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("launch --ranks 4 -- train --sync-bn", "Four processes share a training; the first one writes the run."),
        new("launch --ranks 2 --dry-run -- train --resume runs/lenet-bn-garments-1", "See how mpirun would be called."),
    ];

    public override IReadOnlyList<string> Notes { get; } =
    [
        "Needs Open MPI (openmpi-bin) or MPICH (mpich). For several machines call mpirun itself: docs/guides/several-machines.md.",
    ];

    public override bool TakesCommand => true;

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        MpiLauncher launcher = MpiLauncher.Find(parsed.GetValue(_mpirun));
        ProcessStartInfo start = launcher.Start(parsed.GetValue(_count) ?? 2, parsed.GetValue(_command)!);
        if (parsed.GetValue(_show))
        {
            terminal.Output.WriteLine(string.Join(' ', launcher.Line(start).Select(PosixWord.Quote)));
            return ExitCode.Ok;
        }

        using Process process = Process.Start(start)!;
        int signals = 0;

        // It is waited for, since its ranks write a checkpoint first.
        bool hearsTerminal = !MpiLauncher.HasOwnSession(start);
        PosixSignalRegistration[] registrations = [.. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
            .Select(signal => PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                bool isFirst = Interlocked.Increment(ref signals) == 1;

                // MPICH's ranks are started in the background of a shell, where Ctrl-C is not heard.
                if (!(hearsTerminal && launcher.IsOpenMpi && signal == PosixSignal.SIGINT))
                {
                    launcher.Stop(process, isFirst);
                }
            }))];
        process.WaitForExit();
        Array.ForEach(registrations, registration => registration.Dispose());

        // MPICH's mpirun returns 0 where its ranks were interrupted.
        return signals > 0 && process.ExitCode == ExitCode.Ok ? ExitCode.Interrupted : process.ExitCode;
    }
}
