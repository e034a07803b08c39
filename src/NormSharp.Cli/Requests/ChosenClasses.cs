using NormSharp.Cli.Failures;
using NormSharp.Data;

namespace NormSharp.Cli.Requests;

/// <summary>Applies <c>--classes</c> to data.</summary>
internal static class ChosenClasses
{
    /// <summary>The data, or some classes of it.</summary>
    /// <param name="data">All classes.</param>
    /// <param name="classes">Those to take; null for all.</param>
    /// <exception cref="UsageException">The data has no such class, or too few were chosen.</exception>
    public static DataSplit Of(DataSplit data, IReadOnlyList<int>? classes)
    {
        try
        {
            return classes is null ? data : data.SelectClasses(classes);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"--classes: {exception.Message}", exception);
        }
    }
}
