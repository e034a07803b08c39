using System.CommandLine;
using System.Text.Json.Nodes;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;
using NormSharp.Cli.Screens;
using NormSharp.Training;

namespace NormSharp.Cli.Commands;

/// <summary><c>env</c>: the machine and the versions, for reports and for judging speeds.</summary>
internal sealed class EnvCommand : CliCommand
{
    private const string DataVariable = "NORMSHARP_DATA";

    public EnvCommand()
        : base("env", "show the processor, its vector sets, threads and versions")
    {
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("env", "What to put into a report of a problem or of a speed."),
        new("env --json", "The same for a script."),
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        HostInfo host = HostInfo.Current;
        if (parsed.GetValue(GlobalOptions.Json))
        {
            JsonObject json = host.ToJson();
            json["threads"] = host.Cores;
            json["vector_bits"] = InstructionSet.VectorBits;
            JsonLine.Write(terminal.Output, json);
            return ExitCode.Ok;
        }

        new Facts()
            .Add("processor", host.Processor)
            .Add("vector sets", host.VectorSets.Count == 0 ? "none" : string.Join(", ", host.VectorSets))
            .Add("vectors", InstructionSet.VectorBits == 0 ? "not accelerated" : $"{InstructionSet.VectorBits} bits, {InstructionSet.VectorBits / 32} numbers at once")
            .Add("threads", $"{host.Cores} (every core; --threads takes fewer)")
            .Add("memory", Format.Bytes(host.MemoryMegabytes * 1024.0 * 1024.0))
            .Add("system", host.OperatingSystem)
            .Add("runtime", host.Runtime)
            .Add("normsharp", host.NormSharp)
            .Add("data folder", Environment.GetEnvironmentVariable(DataVariable) is { Length: > 0 } folder ? folder : $"{DataVariable} is not set")
            .Show(terminal.Screen());
        return ExitCode.Ok;
    }
}
