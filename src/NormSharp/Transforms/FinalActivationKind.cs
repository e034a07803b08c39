namespace NormSharp.Transforms;

/// <summary>What a classifier ends with, after its logits.</summary>
internal enum FinalActivationKind
{
    /// <summary>Nothing: the outputs are logits, or logarithms of probabilities, which serve as logits as they are.</summary>
    None,

    /// <summary>Softmax over the classes: the outputs are probabilities.</summary>
    Softmax,

    /// <summary>A sigmoid for each class by itself.</summary>
    Sigmoid,
}
