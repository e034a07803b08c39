namespace NormSharp.Training;

/// <summary>A kind of finding; <c>docs/diagnostics.md</c> says of each why it matters and how to mend it.</summary>
/// <param name="Id">The stable id: never given to another kind of finding.</param>
/// <param name="Title">What it is, in a few words.</param>
internal sealed record CatalogEntry(string Id, string Title);
