using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Model;
using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks;

/// <summary>Chooses two sizes for each dimension that is not fixed; equal names get equal sizes.</summary>
/// <param name="isBatchOpen">
/// Whether the first dimension of an input may be of any size where the file says one: it was exported for a batch of that size.
/// </param>
internal sealed class OnnxExtents(bool isBatchOpen)
{
    // Multiples of 32, so that images go through the usual five halvings.
    private const int Step = 32;

    private readonly Dictionary<string, (int First, int Second)> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<long, (int First, int Second)> _batches = [];
    private int _open;

    /// <summary>Whether every dimension was fixed.</summary>
    public bool AllFixed { get; private set; } = true;

    /// <summary>The shapes of an input.</summary>
    /// <exception cref="OnnxUnsupportedException">The file does not even say how many dimensions it has.</exception>
    public OnnxShapes Of(OnnxValue input)
    {
        if (input.Shape is not { } dimensions)
        {
            throw new OnnxUnsupportedException(
                OnnxObstacle.Setting,
                $"does not say how many dimensions its input '{Printable.Name(input.Name)}' has; give the shape of the input");
        }

        (int First, int Second)[] sizes = [.. dimensions.Select((dimension, i) => Size(dimension, i == 0 && dimensions.Count > 1))];
        return new OnnxShapes(Shape.Create([.. sizes.Select(size => size.First)]), Shape.Create([.. sizes.Select(size => size.Second)]));
    }

    private (int First, int Second) Size(OnnxDimension dimension, bool isBatch)
    {
        if (dimension.Size is { } size)
        {
            int fixedSize = checked((int)size);
            if (!isBatch || !isBatchOpen || size == 0)
            {
                return (fixedSize, fixedSize);
            }

            AllFixed = false;
            return (fixedSize, checked(fixedSize + 1));
        }

        AllFixed = false;
        if (dimension.Name is not { } name)
        {
            return Next(isBatch);
        }

        if (!_named.TryGetValue(name, out (int First, int Second) sizes))
        {
            sizes = Next(isBatch);
            _named.Add(name, sizes);
        }

        return sizes;
    }

    private (int First, int Second) Next(bool isBatch)
    {
        if (isBatch)
        {
            return (2, 3);
        }

        _open++;
        return (Step * (_open + 1), Step * (_open + 2));
    }
}
