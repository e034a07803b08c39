namespace NormSharp.Fuzz;

/// <summary>A reader and what it is given.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Samples">Makes whole inputs to begin with, small ones; they stand in <see cref="CorpusFolder"/>.</param>
/// <param name="Read">
/// Reads an input that stands in a file; throws what it likes. The folder of the file is its own, and may be written to.
/// </param>
internal sealed record FuzzTarget(string Name, Func<IReadOnlyList<byte[]>> Samples, Action<string> Read)
{
    /// <summary>How an input of this kind is damaged; bytes by default.</summary>
    public Func<byte[], Random, byte[]> Mutate { get; init; } = Mutation.ByteMutator.Mutate;

    /// <summary>The name of the file.</summary>
    public string FileName { get; init; } = "input";
}
