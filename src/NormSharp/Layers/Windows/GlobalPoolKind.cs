namespace NormSharp.Layers;

/// <summary>What a <see cref="GlobalPool"/> keeps of a plane.</summary>
internal enum GlobalPoolKind
{
    /// <summary>The mean.</summary>
    Average,

    /// <summary>The largest value.</summary>
    Max,

    /// <summary>The p-norm.</summary>
    Norm,
}
