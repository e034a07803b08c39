using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Random;
using NormSharp.Kernels.Reference;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>
/// Computes in double, one element at a time, with nothing but the primitives; every fused operation is the composed default. Slow,
/// and the truth: gradients are checked on it.
/// </summary>
internal sealed class ReferenceBackend : Backend
{
    /// <inheritdoc/>
    public override string Name => "reference (float64)";

    /// <inheritdoc/>
    internal override ElementType ElementType => ElementType.Float64;

    /// <inheritdoc/>
    internal override bool Takes(Storage storage) => storage is HostStorage<double>;

    /// <inheritdoc/>
    internal override Storage Rent(int length, ElementType type) => Allocate(length, type);

    /// <inheritdoc/>
    internal override void Return(Storage storage)
    {
    }

    /// <inheritdoc/>
    internal override Storage Allocate(int length, ElementType type) => type switch
    {
        ElementType.Float32 => new HostStorage<float>(length),
        ElementType.Float64 => new HostStorage<double>(length),
        _ => new HostStorage<int>(length),
    };

    /// <inheritdoc/>
    public override void Fill(Tensor result, double value)
    {
        Span<double> destination = result.Host<double>();
        foreach (int position in new StridedPositions(result))
        {
            destination[position] = value;
        }
    }

    /// <inheritdoc/>
    public override void Copy(Tensor source, Tensor destination) => HostCopy.Write<double>(Values(source), destination);

    /// <inheritdoc/>
    public override void Accumulate(Tensor source, Tensor destination, double scale = 1)
    {
        double[] values = Values(source);
        Span<double> target = destination.Host<double>();
        int i = 0;
        foreach (int position in new StridedPositions(destination))
        {
            target[position] += scale * values[i++];
        }
    }

    /// <inheritdoc/>
    public override void Read<T>(Tensor source, Span<T> destination) => HostCopy.Read(source, destination);

    /// <inheritdoc/>
    public override void Write<T>(ReadOnlySpan<T> source, Tensor destination) => HostCopy.Write(source, destination);

    /// <inheritdoc/>
    internal override void Unary(UnaryOperation operation, Tensor x, Tensor y)
        => Map(y, Values(x), value => ReferenceUnary.Apply(operation, value));

    /// <inheritdoc/>
    internal override void UnaryGradient(UnaryOperation operation, Tensor x, Tensor y, Tensor dy, Tensor dx)
        => Map(dx, Values(x), Values(dy), (value, upstream) => ReferenceUnary.Gradient(operation, value, upstream));

    /// <inheritdoc/>
    public override void Activate(Activation activation, Tensor x, Tensor y)
        => Map(y, Values(x), value => ReferenceActivation.Apply(activation, value));

    /// <inheritdoc/>
    public override void ActivationGradient(Activation activation, Tensor x, Tensor y, Tensor dy, Tensor dx)
        => Map(dx, Values(x), Values(dy), (value, upstream) => ReferenceActivation.Gradient(activation, value, upstream));

    /// <inheritdoc/>
    public override void Affine(double scale, double shift, Tensor x, Tensor y) => Map(y, Values(x), value => (scale * value) + shift);

    /// <inheritdoc/>
    internal override void Binary(BinaryOperation operation, Tensor a, Tensor b, Tensor y)
        => Map(y, Values(a), Values(b), (left, right) => ReferenceBinary.Apply(operation, left, right));

    /// <inheritdoc/>
    public override void Select(Tensor mask, Tensor a, Tensor b, Tensor y)
    {
        double[] masks = Values(mask);
        double[] left = Values(a);
        double[] right = Values(b);
        Span<double> result = y.AsSpan<double>();
        for (int i = 0; i < masks.Length; i++)
        {
            result[i] = masks[i] != 0 ? left[i] : right[i];
        }
    }

    /// <inheritdoc/>
    internal override void Sum(Reduction extent, Tensor x, Tensor y)
    {
        double[] values = Values(x);
        Span<double> result = y.AsSpan<double>();
        for (int outer = 0; outer < extent.Outer; outer++)
        {
            for (int inner = 0; inner < extent.Inner; inner++)
            {
                double sum = 0;
                for (int r = 0; r < extent.Reduce; r++)
                {
                    sum += values[(((outer * extent.Reduce) + r) * extent.Inner) + inner];
                }

                result[(outer * extent.Inner) + inner] = sum;
            }
        }
    }

    /// <inheritdoc/>
    internal override void Max(Reduction extent, Tensor x, Tensor y, Tensor? indices)
    {
        double[] values = Values(x);
        Span<double> result = y.AsSpan<double>();
        for (int i = 0; i < extent.Outer * extent.Inner; i++)
        {
            int start = (i / extent.Inner * extent.Reduce * extent.Inner) + (i % extent.Inner);
            int best = 0;
            for (int r = 1; r < extent.Reduce; r++)
            {
                double candidate = values[start + (r * extent.Inner)];
                double champion = values[start + (best * extent.Inner)];
                if (candidate > champion || (double.IsNaN(candidate) && !double.IsNaN(champion)))
                {
                    best = r;
                }
            }

            result[i] = values[start + (best * extent.Inner)];
            if (indices is not null)
            {
                indices.AsSpan<int>()[i] = best;
            }
        }
    }

    /// <inheritdoc/>
    public override void MatMul(Tensor a, Tensor b, Tensor c, bool accumulate = false)
    {
        int m = c.Shape[1];
        int n = c.Shape[2];
        int k = a.Shape[2];
        double[] left = Values(a);
        double[] right = Values(b);
        Span<double> result = c.AsSpan<double>();
        for (int i = 0; i < c.Length; i++)
        {
            int batch = i / (m * n);
            int row = i / n % m;
            int column = i % n;
            double sum = accumulate ? result[i] : 0;
            for (int p = 0; p < k; p++)
            {
                sum += left[(((batch * m) + row) * k) + p] * right[(((batch * k) + p) * n) + column];
            }

            result[i] = sum;
        }
    }

    /// <inheritdoc/>
    public override void Dropout(ulong seed, ulong stream, double probability, Tensor x, Tensor y, Tensor mask)
    {
        // The same positions fall out as in float32; the scale is exact.
        var ones = new float[mask.Length];
        var kept = new float[mask.Length];
        Array.Fill(ones, 1f);
        using var team = new ThreadTeam(1);
        DropoutKernel.Apply(team, seed, stream, (float)probability, ones, ones, kept);
        Write<double>(Array.ConvertAll(kept, value => value == 0 ? 0 : 1 / (1 - probability)), mask);
        Binary(BinaryOperation.Multiply, x, mask, y);
    }

    /// <inheritdoc/>
    public override void AllFinite(Tensor x, Tensor result) => result.AsSpan<int>()[0] = Values(x).All(double.IsFinite) ? 1 : 0;

    private static void Map(Tensor y, double[] x, Func<double, double> function)
    {
        Span<double> result = y.AsSpan<double>();
        for (int i = 0; i < x.Length; i++)
        {
            result[i] = function(x[i]);
        }
    }

    private static void Map(Tensor y, double[] a, double[] b, Func<double, double, double> function)
    {
        Span<double> result = y.AsSpan<double>();
        for (int i = 0; i < a.Length; i++)
        {
            result[i] = function(a[i], b[i]);
        }
    }

    private static double[] Values(Tensor x)
    {
        var values = new double[x.Length];
        HostCopy.Read<double>(x, values);
        return values;
    }
}
