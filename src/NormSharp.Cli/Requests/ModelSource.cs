using NormSharp.Interop;

namespace NormSharp.Cli.Requests;

/// <summary>Where a model comes from: one file that says all, or the numbers of one and the architecture of another.</summary>
/// <param name="Path">The file or run folder with the numbers.</param>
internal sealed record ModelSource(string Path)
{
    /// <summary>A name of the catalogue, for numbers that say nothing of their network.</summary>
    public string? Arch { get; init; }

    /// <summary>A file or run folder whose network is built alike.</summary>
    public string? Like { get; init; }

    /// <summary>Renames tensors of the file.</summary>
    public IReadOnlyList<NamePattern> Rules { get; init; } = [];

    /// <summary>Whether a mapping by order and shape, where names differ, is confirmed.</summary>
    public bool AcceptsMapping { get; init; }

    /// <summary>The most bytes that the model may need; null for a share of what is free.</summary>
    public long? MaxMemory { get; init; }

    /// <summary>How images enter, and what the outputs mean.</summary>
    public InputRequest Input { get; init; } = InputRequest.Silent;

    /// <summary>Whether the file gives numbers only.</summary>
    public bool IsState => Arch is not null || Like is not null;
}
