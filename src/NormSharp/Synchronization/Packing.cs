using System.Runtime.InteropServices;

namespace NormSharp.Synchronization;

/// <summary>Bytes as messages: their number, and then eight in the bits of each number.</summary>
internal static class Packing
{
    /// <summary>The message of some bytes.</summary>
    public static double[] Pack(ReadOnlySpan<byte> bytes)
    {
        var message = new double[1 + ((bytes.Length + 7) / 8)];
        message[0] = bytes.Length;
        bytes.CopyTo(MemoryMarshal.AsBytes(message.AsSpan(1)));
        return message;
    }

    /// <summary>The bytes of a message.</summary>
    public static byte[] Unpack(ReadOnlySpan<double> message)
        => MemoryMarshal.AsBytes(message[1..])[..(int)message[0]].ToArray();
}
