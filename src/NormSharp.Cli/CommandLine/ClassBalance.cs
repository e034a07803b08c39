namespace NormSharp.Cli.CommandLine;

/// <summary>What is done about uneven classes.</summary>
internal enum ClassBalance
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The loss counts small classes more.</summary>
    Weights,

    /// <summary>Each epoch has as many images of every class.</summary>
    Sampling,
}
