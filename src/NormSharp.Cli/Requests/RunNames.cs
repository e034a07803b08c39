namespace NormSharp.Cli.Requests;

/// <summary>Names of run folders.</summary>
internal static class RunNames
{
    private const string Root = "runs";

    /// <summary>The first free <c>runs/MODEL-DATA-N</c>.</summary>
    public static string Fresh(string model, string data)
    {
        string stem = Path.Combine(Root, $"{model}-{DataNames.ShortOf(data)}");
        int number = 1;
        while (Path.Exists($"{stem}-{number}"))
        {
            number++;
        }

        return $"{stem}-{number}";
    }
}
