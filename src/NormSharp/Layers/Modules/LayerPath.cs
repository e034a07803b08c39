namespace NormSharp.Layers;

/// <summary>Dotted paths of layers below a module, whose own is empty.</summary>
internal static class LayerPath
{
    /// <summary>The path of what is called <paramref name="name"/> inside.</summary>
    public static string Join(string path, string name) => path.Length == 0 ? name : name.Length == 0 ? path : $"{path}.{name}";
}
