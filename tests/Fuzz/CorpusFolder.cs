namespace NormSharp.Fuzz;

/// <summary>
/// The whole inputs that are damaged: files of the folder <c>Corpus</c>, a folder a target. <c>scripts/fuzz-corpus.sh</c> makes them anew.
/// </summary>
internal static class CorpusFolder
{
    private static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "Corpus");

    /// <summary>The inputs of a target, in the order of their names.</summary>
    /// <exception cref="FormatException">There are none.</exception>
    public static IReadOnlyList<byte[]> Read(string target)
    {
        string folder = Path.Combine(Root, target);
        return Directory.Exists(folder) && Directory.GetFiles(folder) is { Length: > 0 } files
            ? [.. files.Order(StringComparer.Ordinal).Select(File.ReadAllBytes)]
            : throw new FormatException($"{folder}: holds no inputs; scripts/fuzz-corpus.sh makes them");
    }

    /// <summary>Writes the inputs that the writers of this repository make, and what other programs wrote.</summary>
    /// <param name="root">The folder of the folders; those of the targets are made anew.</param>
    /// <param name="targets">The targets.</param>
    public static void Write(string root, IEnumerable<FuzzTarget> targets)
    {
        foreach (FuzzTarget target in targets)
        {
            string folder = Path.Combine(root, target.Name);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Directory.CreateDirectory(folder);
            IReadOnlyList<byte[]> inputs = target.Samples();
            for (int i = 0; i < inputs.Count; i++)
            {
                File.WriteAllBytes(Path.Combine(folder, $"{i:00}"), inputs[i]);
            }
        }
    }
}
