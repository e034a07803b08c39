namespace NormSharp.Testing;

/// <summary>The real data sets, which lie beside the checkout, in <c>../shared/data</c>, or where NORMSHARP_SHARED_DATA says.</summary>
internal static class SharedData
{
    /// <summary>The folder of a data set; skips the test when it is not there.</summary>
    public static string Folder(string name)
    {
        string root = Environment.GetEnvironmentVariable("NORMSHARP_SHARED_DATA") is { Length: > 0 } own ? own
            : Path.Combine(Checkout.Root, "..", "shared", "data");
        string folder = Path.GetFullPath(Path.Combine(root, name));
        Assert.SkipUnless(Directory.Exists(folder), $"{folder} is not there; NORMSHARP_SHARED_DATA can name the folder that holds {name}.");
        return folder;
    }
}
