namespace NormSharp.Kernels.Softmax;

/// <summary>The one place where sizes, spans and labels of the softmax kernels are checked.</summary>
internal static class SoftmaxGuard
{
    /// <summary>Throws if a size is out of range.</summary>
    /// <exception cref="ArgumentException">Rows are negative, or there is no class.</exception>
    public static void Check(int rows, int classes)
    {
        if (rows < 0 || classes < 1)
        {
            throw new ArgumentException(
                $"A softmax over {rows} rows of {classes} classes: rows cannot be negative, and there must be at least one class.");
        }
    }

    /// <summary>Throws unless a span has one number for each class of each row.</summary>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public static void Length(int rows, int classes, string name, int found)
    {
        if (found != checked(rows * classes))
        {
            throw new ArgumentException(
                $"{name} of a softmax has {found} numbers; {rows} rows of {classes} classes need {rows * classes}.", name);
        }
    }

    /// <summary>Throws unless the arguments of a cross-entropy fit each other.</summary>
    /// <exception cref="ArgumentException">A span's length does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label or the smoothing is out of range.</exception>
    public static void Targets(int rows, int classes, ReadOnlySpan<int> labels, int classWeights, float labelSmoothing)
    {
        if (labels.Length != rows)
        {
            throw new ArgumentException($"A cross-entropy has {labels.Length} labels for {rows} rows.", nameof(labels));
        }

        if (classWeights != 0 && classWeights != classes)
        {
            throw new ArgumentException(
                $"A cross-entropy has {classWeights} class weights for {classes} classes; give one for every class, or none.",
                nameof(classWeights));
        }

        if (!(labelSmoothing is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(labelSmoothing), labelSmoothing, $"Label smoothing is {labelSmoothing}; it must lie between 0 and 1.");
        }

        int row = labels.IndexOfAnyExceptInRange(0, classes - 1);
        if (row >= 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(labels),
                labels[row],
                $"The label of row {row} is {labels[row]}; with {classes} classes it must lie between 0 and {classes - 1}.");
        }
    }
}
