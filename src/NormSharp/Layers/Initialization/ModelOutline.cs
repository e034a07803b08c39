namespace NormSharp.Layers;

/// <summary>
/// Networks that are only to be measured: while one is made on this thread, its parameters have shapes and no memory. What is kept of it is
/// its description, never the network.
/// </summary>
internal static class ModelOutline
{
    [ThreadStatic]
    private static bool s_isOn;

    /// <summary>Whether parameters are made without memory.</summary>
    public static bool IsDrawn => s_isOn;

    /// <summary>Describes a network before there is room for it.</summary>
    /// <param name="describe">Makes and describes a network, and looks at none of its numbers.</param>
    public static T Of<T>(Func<T> describe)
    {
        bool before = s_isOn;
        s_isOn = true;
        try
        {
            return describe();
        }
        finally
        {
            s_isOn = before;
        }
    }
}
