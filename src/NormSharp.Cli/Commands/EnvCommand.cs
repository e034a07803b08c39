using System.CommandLine;
using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Cli.Screens;
using NormSharp.Training;

namespace NormSharp.Cli.Commands;

/// <summary><c>env</c>: the machine and the versions, for reports and for judging speeds.</summary>
internal sealed class EnvCommand : CliCommand
{
    private const string DataVariable = "NORMSHARP_DATA";

    public EnvCommand()
        : base("env", "show the processor, its vector sets, caches, threads and versions")
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
        CpuDescription cpu = CpuDescription.Current;
        BuildKind build = BuildKind.Current;
        if (parsed.GetValue(GlobalOptions.Json))
        {
            JsonObject json = host.ToJson();
            json["build"] = build.Name;
            json["build_instruction_set"] = build.InstructionSet;
            json["threads"] = host.Cores;
            json["vector_bits"] = InstructionSet.VectorBits;
            json["vector_registers"] = cpu.VectorRegisters;
            json["caches"] = new JsonObject
            {
                ["read"] = cpu.CachesAreRead,
                ["line"] = cpu.CacheLine,
                ["l1d"] = cpu.Level1Cache,
                ["l2"] = cpu.Level2Cache,
                ["last_level"] = cpu.LastLevelCache,
                ["last_level_cores"] = cpu.LastLevelCores,
            };
            JsonLine.Write(terminal.Output, json);
            return ExitCode.Ok;
        }

        new Facts()
            .Add("processor", host.Processor)
            .Add("vector sets", host.VectorSets.Count == 0 ? Messages.Of("none") : string.Join(", ", host.VectorSets))
            .Add(
                "vectors",
                InstructionSet.VectorBits == 0
                    ? Messages.Of("not accelerated")
                    : Messages.Of($"{InstructionSet.VectorBits} bits, {InstructionSet.VectorBits / 32} numbers at once"))
            .Add("registers", $"{cpu.VectorRegisters} vectors")
            .Add("caches", Caches(cpu))
            .Add("threads", $"{host.Cores} (every core; --threads takes fewer)")
            .Add("memory", Format.Bytes(host.MemoryMegabytes * 1024.0 * 1024.0))
            .Add("system", host.OperatingSystem)
            .Add("runtime", host.Runtime)
            .Add("build", $"{build}")
            .Add("normsharp", host.NormSharp)
            .Add(
                "data folder",
                Environment.GetEnvironmentVariable(DataVariable) is { Length: > 0 } folder
                    ? folder
                    : Messages.Of($"{DataVariable} is not set"))
            .Show(terminal.Screen());
        return ExitCode.Ok;
    }

    private static string Caches(CpuDescription cpu)
    {
        string sizes = Messages.Of(
            $"L1d {Format.Bytes(cpu.Level1Cache)}, L2 {Format.Bytes(cpu.Level2Cache)}, "
                + $"last level {Format.Bytes(cpu.LastLevelCache)} for {cpu.LastLevelCores}; lines of {cpu.CacheLine} bytes");
        return cpu.CachesAreRead
            ? sizes
            : Messages.Of($"{sizes}; the system does not tell, these are usual with such vectors");
    }
}
