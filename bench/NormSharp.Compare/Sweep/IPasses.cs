namespace NormSharp.Compare.Sweep;

/// <summary>What one side of the sweep computes of a shape; memory and weights are ready.</summary>
internal interface IPasses : IDisposable
{
    /// <summary>The forward pass, as inference has it.</summary>
    Action Forward { get; }

    /// <summary>Forward and backward, by input and weight; null on a side that does not train.</summary>
    Action? Both { get; }
}
