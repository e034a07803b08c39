using System.Numerics;
using NormSharp.Tensors;

namespace NormSharp.Training.Tests.Backends;

/// <summary>Memory that gives the host no span, as a device's does.</summary>
internal sealed class DeviceStorage(DeviceBackend device, int length, ElementType type) : Storage, IRemoteStorage
{
    private readonly double[] _values = new double[length];

    public override ElementType ElementType => type;

    public override int Length => _values.Length;

    public DeviceBackend Device => device;

    public void Read<T>(Tensor source, Span<T> destination)
        where T : unmanaged, INumberBase<T>
    {
        device.CountReadBack();
        double[] values = Load(source);
        for (int i = 0; i < values.Length; i++)
        {
            destination[i] = T.CreateTruncating(values[i]);
        }
    }

    public void Write<T>(ReadOnlySpan<T> source, Tensor destination)
        where T : unmanaged, INumberBase<T>
    {
        var values = new double[source.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = double.CreateTruncating(source[i]);
        }

        Store(values, destination);
    }

    /// <summary>The elements of a tensor in row-major order, on the device.</summary>
    public static double[] Load(Tensor tensor)
    {
        double[] memory = ((DeviceStorage)tensor.Storage)._values;
        return Array.ConvertAll(Positions(tensor), position => memory[position]);
    }

    /// <summary>Sets the elements of a tensor in row-major order, on the device.</summary>
    public static void Store(double[] values, Tensor tensor)
    {
        double[] memory = ((DeviceStorage)tensor.Storage)._values;
        int[] positions = Positions(tensor);
        for (int i = 0; i < positions.Length; i++)
        {
            memory[positions[i]] = values[i];
        }
    }

    private static int[] Positions(Tensor tensor)
    {
        var positions = new int[tensor.Length];
        for (int i = 0; i < positions.Length; i++)
        {
            int rest = i;
            positions[i] = tensor.Offset;
            for (int d = tensor.Rank - 1; d >= 0; d--)
            {
                positions[i] += rest % tensor.Shape[d] * tensor.Strides[d];
                rest /= tensor.Shape[d];
            }
        }

        return positions;
    }
}
