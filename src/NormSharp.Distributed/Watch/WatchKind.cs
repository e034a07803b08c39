namespace NormSharp.Distributed;

/// <summary>What ranks tell each other beside their messages.</summary>
internal enum WatchKind
{
    /// <summary>A rank is new on a connection; its text is the secret of this training.</summary>
    Hello = 0x4E53_0001,

    /// <summary>A rank is alive, at a step and a message.</summary>
    Beat,

    /// <summary>A rank has failed.</summary>
    Failed,

    /// <summary>A rank is done.</summary>
    Bye,

    /// <summary>Rank 0 asks what a rank kept of a step.</summary>
    Ask,

    /// <summary>A piece of what a rank kept of a step.</summary>
    Kept,
}
