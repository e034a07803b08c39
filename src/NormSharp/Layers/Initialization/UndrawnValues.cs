namespace NormSharp.Layers;

/// <summary>Networks that get all their numbers from a file: while one is made on this thread, nothing is drawn.</summary>
internal static class UndrawnValues
{
    [ThreadStatic]
    private static bool s_isOn;

    /// <summary>Whether random initializers leave zeros.</summary>
    public static bool AreWanted => s_isOn;

    /// <summary>Makes something whose random first values do not matter.</summary>
    public static T Make<T>(Func<T> make)
    {
        bool before = s_isOn;
        s_isOn = true;
        try
        {
            return make();
        }
        finally
        {
            s_isOn = before;
        }
    }
}
