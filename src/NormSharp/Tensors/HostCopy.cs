using System.Numerics;

namespace NormSharp.Tensors;

/// <summary>Copies between tensors of any number format whose memory is the host's, and spans.</summary>
internal static class HostCopy
{
    /// <summary>Reads the elements in row-major order.</summary>
    public static void Read<T>(Tensor source, Span<T> destination)
        where T : unmanaged, INumberBase<T>
    {
        if (source.IsContiguous && source.Storage is HostStorage<T>)
        {
            source.AsSpan<T>().CopyTo(destination);
            return;
        }

        int i = 0;
        foreach (int position in new StridedPositions(source))
        {
            destination[i++] = T.CreateTruncating(source.ValueAt(position));
        }
    }

    /// <summary>Writes the elements in row-major order.</summary>
    public static void Write<T>(ReadOnlySpan<T> source, Tensor destination)
        where T : unmanaged, INumberBase<T>
    {
        if (destination.IsContiguous && destination.Storage is HostStorage<T>)
        {
            source.CopyTo(destination.AsSpan<T>());
            return;
        }

        switch (destination.ElementType)
        {
            case ElementType.Float32:
                Write<T, float>(source, destination);
                break;
            case ElementType.Float64:
                Write<T, double>(source, destination);
                break;
            default:
                Write<T, int>(source, destination);
                break;
        }
    }

    /// <summary>Copies element by element from one number format to another.</summary>
    public static void Convert(Tensor source, Tensor destination)
    {
        switch (source.ElementType)
        {
            case ElementType.Float32:
                Convert<float>(source, destination);
                break;
            case ElementType.Float64:
                Convert<double>(source, destination);
                break;
            default:
                Convert<int>(source, destination);
                break;
        }
    }

    private static void Convert<T>(Tensor source, Tensor destination)
        where T : unmanaged, INumberBase<T>
    {
        if (source.IsContiguous)
        {
            Write<T>(source.AsSpan<T>(), destination);
            return;
        }

        var values = new T[source.Length];
        Read<T>(source, values);
        Write<T>(values, destination);
    }

    private static void Write<TSource, TDestination>(ReadOnlySpan<TSource> source, Tensor destination)
        where TSource : unmanaged, INumberBase<TSource>
        where TDestination : unmanaged, INumberBase<TDestination>
    {
        Span<TDestination> values = destination.Host<TDestination>();
        int i = 0;
        foreach (int position in new StridedPositions(destination))
        {
            values[position] = TDestination.CreateTruncating(source[i++]);
        }
    }
}
