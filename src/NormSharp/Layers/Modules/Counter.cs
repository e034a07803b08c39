namespace NormSharp.Layers;

/// <summary>A whole number that a layer keeps with its state, such as the batches that running statistics have seen.</summary>
internal sealed class Counter
{
    /// <summary>The number.</summary>
    public long Value { get; set; }
}
