using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization.Rows;

/// <summary>The one place where the spans of a normalization of rows are checked; <see cref="RowExtent"/> has judged the sizes.</summary>
internal static class RowGuard
{
    /// <summary>Throws for the default, the only extent that was not judged.</summary>
    public static void Check(RowExtent extent)
    {
        if (extent.RowLength == 0)
        {
            throw new ArgumentException("The extent of a row normalization is the default, which has no sizes.", nameof(extent));
        }
    }

    /// <summary>Throws unless a span has one number for every element.</summary>
    public static void Elements(RowExtent extent, string name, int found) => Numbers(extent, name, found, extent.Length);

    /// <summary>Throws unless mean and invStd have one number for every row, and γ and β one for every place in a row, or none.</summary>
    public static void Parameters(RowExtent extent, int mean, int invStd, int gamma, int beta)
    {
        Numbers(extent, "mean", mean, extent.Rows);
        Numbers(extent, "invStd", invStd, extent.Rows);
        Optional(extent, "gamma", gamma);
        Optional(extent, "beta", beta);
    }

    /// <summary>Throws unless a span is empty or has one number for every place in a row.</summary>
    public static void Optional(RowExtent extent, string name, int found)
    {
        if (found != 0)
        {
            Numbers(extent, name, found, extent.RowLength);
        }
    }

    /// <summary>Throws unless y is there, or not needed.</summary>
    public static void Output(RowExtent extent, Activation activation, int found)
    {
        if (found != 0 || activation.Kind is ActivationKind.Sigmoid or ActivationKind.Tanh)
        {
            Elements(extent, "y", found);
        }
    }

    private static void Numbers(RowExtent extent, string name, int found, int expected)
    {
        if (found != expected)
        {
            throw new ArgumentException($"{name} of a normalization has {found} numbers; {Name(extent)} needs {expected}.", name);
        }
    }

    private static string Name(RowExtent extent) => $"[{extent.Rows}, {extent.RowLength}]";
}
