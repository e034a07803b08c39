using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Softmax;

/// <summary>
/// The mean cross-entropy of rows of logits against labels, with class weights and label smoothing (Szegedy et al. 2016, section 7).
/// </summary>
/// <remarks>
/// With W = Σ w[label] over the rows, K classes and smoothing ε, the loss is
/// (1 − ε)·Σ −w[label]·log p[label] / W + ε/K·Σ Σ −w[c]·log p[c] / W: the definition of PyTorch's <c>cross_entropy</c>. Rows are summed in
/// double, in an order that depends on the sizes only. The twin is <c>ReferenceSoftmax</c>, in the tests.
/// </remarks>
internal static unsafe class SoftmaxCrossEntropy
{
    /// <summary>The mean loss, and the log-probabilities that the gradient needs.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="rows">How many rows; 0 gives NaN.</param>
    /// <param name="classes">Numbers of a row.</param>
    /// <param name="logits">The logits.</param>
    /// <param name="targets">Labels, class weights and smoothing.</param>
    /// <param name="logProbabilities">The log-softmax of the logits, written; it may be the logits themselves.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="ArgumentException">A size is out of range, or a span's length does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label or the smoothing is out of range.</exception>
    public static double Forward(
        ThreadTeam team,
        int rows,
        int classes,
        ReadOnlySpan<float> logits,
        in CrossEntropyTargets targets,
        Span<float> logProbabilities)
    {
        ArgumentNullException.ThrowIfNull(team);
        SoftmaxGuard.Check(rows, classes);
        ReadOnlySpan<int> labels = targets.Labels;
        ReadOnlySpan<float> classWeights = targets.ClassWeights;
        float labelSmoothing = targets.LabelSmoothing;
        SoftmaxGuard.Targets(rows, classes, labels, classWeights.Length, labelSmoothing);
        SoftmaxGuard.Length(rows, classes, nameof(logits), logits.Length);
        SoftmaxGuard.Length(rows, classes, nameof(logProbabilities), logProbabilities.Length);
        LogSoftmax.Apply(team, rows, classes, logits, logProbabilities);
        double labelled = 0;
        double all = 0;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> log = logProbabilities.Slice(row * classes, classes);
            labelled -= (double)Weight(classWeights, labels[row]) * log[labels[row]];
            if (labelSmoothing > 0)
            {
                all -= Dot(classWeights, log);
            }
        }

        double loss = (1 - (double)labelSmoothing) * labelled;
        loss = labelSmoothing > 0 ? loss + (labelSmoothing / (double)classes * all) : loss;
        return loss / TotalWeight(labels, classWeights);
    }

    /// <summary>
    /// The gradient with respect to the logits: upstream/W·((1 − ε)·w[label]·(p − 1[label]) + ε/K·(p·Σw − w)), with p = e^logProbabilities.
    /// </summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="classes">Numbers of a row.</param>
    /// <param name="logProbabilities">What <see cref="Forward"/> wrote.</param>
    /// <param name="targets">Labels, class weights and smoothing.</param>
    /// <param name="upstream">The gradient with respect to the loss.</param>
    /// <param name="dLogits">The gradient, written; it may be the log-probabilities themselves.</param>
    /// <exception cref="ArgumentException">A size is out of range, or a span's length does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label or the smoothing is out of range.</exception>
    public static void Backward(
        ThreadTeam team,
        int rows,
        int classes,
        ReadOnlySpan<float> logProbabilities,
        in CrossEntropyTargets targets,
        float upstream,
        Span<float> dLogits)
    {
        ArgumentNullException.ThrowIfNull(team);
        SoftmaxGuard.Check(rows, classes);
        ReadOnlySpan<int> labels = targets.Labels;
        ReadOnlySpan<float> classWeights = targets.ClassWeights;
        float labelSmoothing = targets.LabelSmoothing;
        SoftmaxGuard.Targets(rows, classes, labels, classWeights.Length, labelSmoothing);
        SoftmaxGuard.Length(rows, classes, nameof(logProbabilities), logProbabilities.Length);
        SoftmaxGuard.Length(rows, classes, nameof(dLogits), dLogits.Length);
        var tasks = new RowTasks(rows, classes);
        double scale = upstream / TotalWeight(labels, classWeights);
        double spread = scale * labelSmoothing / classes;
        fixed (float* log = logProbabilities, weights = classWeights, dx = dLogits)
        {
            fixed (int* label = labels)
            {
                var scales = new CrossEntropyScales(
                    scale * (1 - (double)labelSmoothing), spread, spread * AllWeights(classes, classWeights));
                var body = new CrossEntropyGradient(tasks, classes, log, label, weights, scales, dx);
                team.ForSimd(tasks.Count, body);
            }
        }
    }

    private static float Weight(ReadOnlySpan<float> classWeights, int label) => classWeights.IsEmpty ? 1 : classWeights[label];

    private static double Dot(ReadOnlySpan<float> classWeights, ReadOnlySpan<float> log)
    {
        double sum = 0;
        for (int c = 0; c < log.Length; c++)
        {
            sum += (double)Weight(classWeights, c) * log[c];
        }

        return sum;
    }

    private static double TotalWeight(ReadOnlySpan<int> labels, ReadOnlySpan<float> classWeights)
    {
        if (classWeights.IsEmpty)
        {
            return labels.Length;
        }

        double total = 0;
        foreach (int label in labels)
        {
            total += classWeights[label];
        }

        return total;
    }

    private static double AllWeights(int classes, ReadOnlySpan<float> classWeights)
    {
        double total = classWeights.IsEmpty ? classes : 0;
        foreach (float weight in classWeights)
        {
            total += weight;
        }

        return total;
    }
}
