namespace NormSharp.Cli.Tests.BadInput;

/// <summary>Tests that count what the whole process allocates: no other test runs beside them.</summary>
[CollectionDefinition(nameof(ProcessAllocations), DisableParallelization = true)]
public sealed class ProcessAllocations;
