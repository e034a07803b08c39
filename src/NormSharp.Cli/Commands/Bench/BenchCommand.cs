using System.CommandLine;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;
using NormSharp.Cli.Screens;

namespace NormSharp.Cli.Commands.Bench;

/// <summary><c>bench</c>: measures this machine, and NormSharp on it.</summary>
internal sealed class BenchCommand : CliCommand
{
    public BenchCommand()
        : base("bench", "measure speeds on this machine, beside its limits")
    {
        foreach (CliCommand command in (CliCommand[])
            [new BenchTrainCommand(), new BenchInferCommand(), new BenchBatchNormCommand(), new BenchConvCommand(), new BenchGemmCommand(),
                new BenchLimitsCommand(), new BenchAllReduceCommand()])
        {
            Add(command);
        }
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("bench train --model lenet-bn --batch-size 256 --threads 2", "Training steps, and how near they come to the machine's limits."),
        new("bench infer --model resnet20 --batch-size 128", "Images a second in use."),
        new("bench batchnorm --shape 64,64,56,56 --activation relu", "One layer, forward and backward."),
        new("bench limits", "What the machine can do at most."),
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        HelpScreen.Show(terminal.Screen(), this);
        return ExitCode.Ok;
    }
}
