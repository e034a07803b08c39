using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>The one place where a normalization's spans are checked; <see cref="Planes"/> has judged the sizes.</summary>
internal static class NormalizationGuard
{
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
            throw new ArgumentException(
                $"{name} of a normalization has {found} numbers; {Name(planes)} has {planes.Channels} channels.", name);
        }
    }

    /// <summary>Throws unless mean and invStd have one number for every channel, and γ and β too or none.</summary>
    public static void Statistics(Planes planes, in ChannelAffine affine)
    {
        Channels(planes, "mean", affine.Mean.Length);
        Channels(planes, "invStd", affine.InvStd.Length);
        OptionalChannels(planes, "gamma", affine.Gamma.Length);
        OptionalChannels(planes, "beta", affine.Beta.Length);
    }

    /// <summary>Throws unless what a backward pass reads fits.</summary>
    public static void Gradient(Planes planes, in GradientSpans spans)
    {
        Elements(planes, "x", spans.X.Length);
        Output(planes, spans.Activation, spans.Y.Length);
        Elements(planes, "dy", spans.Dy.Length);
        Statistics(planes, spans.Affine);
    }

    /// <summary>Throws unless there are sums for every channel and values that they were taken over.</summary>
    public static void Sums(Planes planes, int sumDz, int sumDzXHat, double count)
    {
        Channels(planes, "sumDz", sumDz);
        Channels(planes, "sumDzXHat", sumDzXHat);
        Count(count);
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

    /// <summary>Throws unless statistics were taken over values.</summary>
    public static void Count(double count)
    {
        if (!(count > 0))
        {
            throw new ArgumentException($"The count of values of batch statistics is {count}; it must be positive.", nameof(count));
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
