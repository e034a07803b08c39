namespace NormSharp.Testing;

/// <summary>
/// Files of others beside the checkout, in <c>../shared</c>, or where NORMSHARP_SHARED says: models, conformance tests, cases.
/// </summary>
internal static class SharedFiles
{
    /// <summary>A file or folder; skips the test when it is not there.</summary>
    public static string Find(params string[] parts)
    {
        string root = Environment.GetEnvironmentVariable("NORMSHARP_SHARED") is { Length: > 0 } own ? own
            : Path.Combine(Checkout.Root, "..", "shared");
        string path = Path.GetFullPath(Path.Combine([root, .. parts]));
        Assert.SkipUnless(Path.Exists(path), $"{path} is not there; NORMSHARP_SHARED can name the folder that holds {parts[0]}.");
        return path;
    }
}
