using System.Text.Json.Nodes;

namespace NormSharp.Layers;

/// <summary>
/// Networks that are only to be measured: while one is made on this thread, its parameters have shapes and no memory. What comes of it is
/// the description, never the network.
/// </summary>
internal static class ModelOutline
{
    [ThreadStatic]
    private static bool s_isOn;

    /// <summary>Whether parameters are made without memory.</summary>
    public static bool IsDrawn => s_isOn;

    /// <summary>Describes what a function makes, before there is room for it.</summary>
    /// <param name="make">Makes a network, and looks at none of its numbers.</param>
    public static JsonObject Of(Func<Module> make)
    {
        bool before = s_isOn;
        s_isOn = true;
        try
        {
            return make().Describe();
        }
        finally
        {
            s_isOn = before;
        }
    }
}
