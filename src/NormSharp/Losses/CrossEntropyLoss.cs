using NormSharp.Backends;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Losses;

/// <summary>
/// The mean over rows of −Σ target·log softmax(logits), computed from logits so that nothing overflows. Semantics of PyTorch for
/// label smoothing and class weights.
/// </summary>
public sealed class CrossEntropyLoss
{
    private readonly CrossEntropy _settings;

    /// <summary>Makes the loss.</summary>
    /// <param name="labelSmoothing">ε in [0, 1]: the target is 1 − ε on the label plus ε/classes everywhere (Szegedy et al. 2016).</param>
    /// <param name="classWeights">One weight a class, or null for 1; the mean divides by the weights of the labels.</param>
    /// <exception cref="ArgumentOutOfRangeException">ε is not in [0, 1].</exception>
    public CrossEntropyLoss(double labelSmoothing = 0, Tensor? classWeights = null)
    {
        if (labelSmoothing is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(labelSmoothing), labelSmoothing, "label smoothing is between 0 and 1");
        }

        _settings = new CrossEntropy((float)labelSmoothing, classWeights);
    }

    /// <summary>The loss, a scalar.</summary>
    /// <param name="logits">[rows, classes].</param>
    /// <param name="labels">The class of each row; copied.</param>
    /// <exception cref="ArgumentException">Not one label a row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class.</exception>
    public Tensor Forward(Tensor logits, ReadOnlySpan<int> labels) => logits.CrossEntropy(labels, _settings);
}
