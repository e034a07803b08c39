using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>The one place where a normalization's sizes and spans are checked.</summary>
internal static class NormalizationGuard
{
    /// <summary>Throws if an extent is negative.</summary>
    public static void Check(Planes planes)
    {
        if (planes.Batch < 0 || planes.Channels < 0 || planes.Spatial < 0)
        {
            throw new ArgumentException($"The extent of a normalization is {Name(planes)}; none of the three can be negative.", nameof(planes));
        }
    }

    /// <summary>Throws unless a span has one number for every element.</summary>
    public static void Elements(Planes planes, string name, int found)
    {
        if (found != planes.Length)
        {
            throw new ArgumentException($"{name} of a normalization has {found} numbers; {Name(planes)} needs {planes.Length}.", name);
        }
    }

    /// <summary>Throws unless a span has one number for every channel.</summary>
    public static void Channels(Planes planes, string name, int found)
    {
        if (found != planes.Channels)
        {
            throw new ArgumentException($"{name} of a normalization has {found} numbers; {Name(planes)} has {planes.Channels} channels.", name);
        }
    }

    /// <summary>Throws unless mean and invStd have one number for every channel, and γ and β too or none.</summary>
    public static void Statistics(Planes planes, int mean, int invStd, int gamma, int beta)
    {
        Channels(planes, "mean", mean);
        Channels(planes, "invStd", invStd);
        OptionalChannels(planes, "gamma", gamma);
        OptionalChannels(planes, "beta", beta);
    }

    /// <summary>Throws unless there is one number to be added for every element, or none.</summary>
    public static void Addend(Planes planes, int found)
    {
        if (found != 0)
        {
            Elements(planes, "addend", found);
        }
    }

    /// <summary>Throws unless y is there, or not needed.</summary>
    public static void Output(Planes planes, Activation activation, int found)
    {
        if (found != 0 || activation.Kind is ActivationKind.Sigmoid or ActivationKind.Tanh)
        {
            Elements(planes, "y", found);
        }
    }

    /// <summary>Throws unless there are values behind statistics.</summary>
    public static void Count(double count)
    {
        if (!(count > 0))
        {
            throw new ArgumentException($"The count of values behind batch statistics is {count}; it must be positive.", nameof(count));
        }
    }

    private static void OptionalChannels(Planes planes, string name, int found)
    {
        if (found != 0)
        {
            Channels(planes, name, found);
        }
    }

    private static string Name(Planes planes) => $"[{planes.Batch}, {planes.Channels}, {planes.Spatial}]";
}
