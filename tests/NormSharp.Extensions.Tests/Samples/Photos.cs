using SkiaSharp;

namespace NormSharp.Extensions.Tests.Samples;

/// <summary>Photos of two classes, in mixed sizes: light above, or light below.</summary>
internal static class Photos
{
    public static readonly string[] Classes = ["land", "sky"];

    /// <summary>Writes a folder a class.</summary>
    public static void Write(string folder, int ofEach, Func<int, (int Width, int Height)> sizes)
    {
        foreach (string name in Classes)
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            for (int i = 0; i < ofEach; i++)
            {
                (int width, int height) = sizes(i);
                File.WriteAllBytes(Path.Combine(folder, name, $"photo{i}.jpg"), Jpeg(name, i, width, height));
            }
        }
    }

    public static byte[] Jpeg(string name, int number, int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        byte Shade(int light) => (byte)(light + ((number * 37) % 50));
        (int top, int bottom) = name == "sky" ? (170, 20) : (20, 170);
        canvas.Clear(new SKColor(Shade(top), Shade(top), Shade(top)));
        using var paint = new SKPaint { Color = new SKColor(Shade(bottom), Shade(bottom), Shade(bottom)) };
        canvas.DrawRect(0, height / 2, width, height, paint);
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }
}
