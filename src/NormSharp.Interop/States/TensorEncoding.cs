using System.Globalization;
using NormSharp.Interop.Files;
using NormSharp.Interop.Tensors;

namespace NormSharp.Interop.States;

/// <summary>The numbers of one tensor as bytes of the type that another one has in its file.</summary>
internal static class TensorEncoding
{
    /// <exception cref="ArgumentException">The shapes differ, or a number does not fit the type.</exception>
    public static byte[] As(NamedTensor change, NamedTensor place)
    {
        if (!change.Shape.SequenceEqual(place.Shape))
        {
            throw new ArgumentException(
                $"tensor '{Printable.Name(place.Name)}' is {place} in the file, the change is {change}", nameof(change));
        }

        if (change.ElementType == place.ElementType)
        {
            return change.ReadBytes();
        }

        if (!ElementConversion.IsReal(place.ElementType))
        {
            throw new ArgumentException(
                $"tensor '{Printable.Name(place.Name)}' is {place} in the file, which {change} cannot be converted to", nameof(change));
        }

        double[] values = change.ReadDouble();
        int size = ElementTypes.SizeOf(place.ElementType);
        byte[] bytes = new byte[checked(values.Length * size)];
        for (int i = 0; i < values.Length; i++)
        {
            if (!ElementConversion.Encode(place.ElementType, values[i], bytes.AsSpan(i * size, size)))
            {
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"tensor '{Printable.Name(place.Name)}' is {place} in the file, which cannot hold {values[i]}"),
                    nameof(change));
            }
        }

        return bytes;
    }
}
