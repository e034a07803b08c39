namespace NormSharp.Layers;

/// <summary>Networks that get all their numbers from a file: while one is made on this thread, nothing is drawn.</summary>
internal static class UndrawnValues
{
    [ThreadStatic]
    private static bool t_isOn;

    /// <summary>Whether random initializers leave zeros.</summary>
    public static bool AreWanted => t_isOn;

    /// <summary>Makes something whose random first values do not matter.</summary>
    public static T Make<T>(Func<T> make)
    {
        bool before = t_isOn;
        t_isOn = true;
        try
        {
            return make();
        }
        finally
        {
            t_isOn = before;
        }
    }
}
