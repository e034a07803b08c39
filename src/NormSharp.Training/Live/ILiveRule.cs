namespace NormSharp.Training;

/// <summary>Looks for one kind of mistake while a training goes on.</summary>
internal interface ILiveRule
{
    /// <summary>What it says.</summary>
    LiveText Text { get; }

    /// <summary>What it sees after a step; null where all is well. A look that sees nothing allocates nothing.</summary>
    LiveSighting? Look(LiveView view);
}
