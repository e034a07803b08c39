namespace NormSharp.Data;

/// <summary>What happens to the images of an epoch that do not fill a batch.</summary>
public enum LastBatch
{
    /// <summary>
    /// All batches of an epoch are made equally large, to within one image. The last step of an epoch is then no noisier than the others,
    /// and its batch statistics are no worse.
    /// </summary>
    Even,

    /// <summary>The last batch holds what is left, as in most libraries.</summary>
    Short,

    /// <summary>What is left is not used in this epoch; the next has another order.</summary>
    Drop,
}
