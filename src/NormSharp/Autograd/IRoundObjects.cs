namespace NormSharp.Autograd;

/// <summary>What all <see cref="RoundObjects{T}"/> share.</summary>
internal interface IRoundObjects
{
    /// <summary>Ends a round: what it used rests, what rested is free.</summary>
    void EndRound();
}
