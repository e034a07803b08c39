using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>The settings of the cross-entropy of logits [rows, classes].</summary>
/// <param name="LabelSmoothing">ε: the target is 1 − ε on the label plus ε/classes everywhere (Szegedy et al. 2016).</param>
/// <param name="ClassWeights">One weight a class, or null for 1; the mean divides by the weights of the labels.</param>
internal readonly record struct CrossEntropy(float LabelSmoothing = 0, Tensor? ClassWeights = null);
