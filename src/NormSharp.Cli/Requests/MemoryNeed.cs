using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;

namespace NormSharp.Cli.Requests;

/// <summary>Refuses what cannot fit into this machine's memory, before it is tried.</summary>
internal static class MemoryNeed
{
    /// <summary>Throws when more is needed than there is.</summary>
    /// <param name="what">The options that ask for it, for example <c>--shape 64,64,56,56</c>.</param>
    /// <param name="numbers">How many float32 numbers are in memory at once, at least.</param>
    /// <exception cref="UsageException">There is too little memory.</exception>
    public static void Check(string what, double numbers)
    {
        double bytes = numbers * sizeof(float);
        double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > available)
        {
            throw new UsageException(
                $"{what} needs at least {Format.Bytes(bytes)} of memory, and there are {Format.Bytes(available)}; choose smaller sizes");
        }
    }

    /// <summary>Throws when a tensor would hold more numbers than one can.</summary>
    /// <param name="what">The options that ask for it.</param>
    /// <param name="numbers">How many numbers each tensor holds.</param>
    /// <exception cref="UsageException">One is too large.</exception>
    public static void CheckTensor(string what, params ReadOnlySpan<double> numbers)
    {
        foreach (double count in numbers)
        {
            if (count > ExtentsOption.MostNumbers)
            {
                throw new UsageException(
                    $"{what} makes a tensor of {Format.Count(count)} numbers, and one holds {Format.Count(ExtentsOption.MostNumbers)} "
                        + "at most; choose smaller sizes");
            }
        }
    }
}
