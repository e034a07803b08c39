namespace NormSharp.Cli.Failures;

/// <summary>What the process returns to whoever called it.</summary>
internal static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Ok = 0;

    /// <summary>The command was understood and failed: a file, the data, the disk, the training.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong: an unknown option, a value out of range.</summary>
    public const int WrongUsage = 2;

    /// <summary>All went well, and something was found that a pipeline asked to be told of.</summary>
    public const int Findings = 3;

    /// <summary>Stopped by Ctrl-C or SIGTERM, with a checkpoint: 128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
