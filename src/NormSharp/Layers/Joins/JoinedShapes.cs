using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>The shapes that layers of several inputs give.</summary>
internal static class JoinedShapes
{
    /// <summary>The one shape that all inputs have.</summary>
    /// <exception cref="ArgumentException">Two differ.</exception>
    public static Shape Same(IReadOnlyList<Shape> inputs)
    {
        foreach (Shape input in inputs)
        {
            if (input != inputs[0])
            {
                throw new ArgumentException($"the inputs have shapes {inputs[0]} and {input}; they are added and must be equal");
            }
        }

        return inputs[0];
    }

    /// <summary>The shape that all inputs broadcast to.</summary>
    /// <exception cref="ArgumentException">They do not broadcast to each other.</exception>
    public static Shape Broadcast(IReadOnlyList<Shape> inputs) => inputs.Aggregate(Shape.Broadcast);

    /// <summary>The shape of the inputs side by side.</summary>
    /// <exception cref="ArgumentException">There is no such dimension, or the other extents differ.</exception>
    public static Shape Concatenate(IReadOnlyList<Shape> inputs, int dimension)
    {
        int axis = inputs[0].Axis(dimension);
        long total = 0;
        foreach (Shape input in inputs)
        {
            if (input.Rank != inputs[0].Rank || input.With(axis, 0) != inputs[0].With(axis, 0))
            {
                throw new ArgumentException($"Concat along dimension {axis}: shapes {inputs[0]} and {input} differ elsewhere");
            }

            total += input[axis];
        }

        return inputs[0].With(axis, SizeLimits.Whole(total, "Concat's", "output extent"));
    }
}
