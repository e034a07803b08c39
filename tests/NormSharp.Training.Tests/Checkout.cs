namespace NormSharp.Training.Tests;

/// <summary>The repository that the tests were built from.</summary>
internal static class Checkout
{
    /// <summary>Its folder: the nearest one above the test's that holds the solution.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "NormSharp.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? AppContext.BaseDirectory;
    }
}
