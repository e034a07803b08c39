namespace NormSharp.Testing;

/// <summary>The repository that the tests were built from.</summary>
internal static class Checkout
{
    /// <summary>Its folder: the nearest one above the test that holds the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file of it.</summary>
    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder, "NormSharp.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("the tests do not lie in a checkout");
    }
}
