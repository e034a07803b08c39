using System.Runtime.InteropServices;

namespace NormSharp.Accuracy;

/// <summary>Files of little-endian float32, as NumPy's <c>tofile</c> and <c>fromfile</c> have them.</summary>
internal static class FloatFile
{
    public static void Write(string path, float[] values) => File.WriteAllBytes(path, MemoryMarshal.AsBytes<float>(values).ToArray());

    public static float[] Read(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
}
