namespace NormSharp.Data;

/// <summary>Pictures found, in the parts in which they lie.</summary>
internal sealed record PictureParts
{
    /// <summary>What the set is called.</summary>
    public required string Name { get; init; }

    /// <summary>Where it was found, for messages.</summary>
    public required string Place { get; init; }

    /// <summary>Pictures to learn from, or all where they are in no parts.</summary>
    public required IReadOnlyList<SourcePicture> Train { get; init; }

    /// <summary>Pictures to test with; empty where they must be held out.</summary>
    public IReadOnlyList<SourcePicture> Test { get; init; } = [];

    /// <summary>Pictures to choose by; empty where there are none.</summary>
    public IReadOnlyList<SourcePicture> Validation { get; init; } = [];

    /// <summary>What was left out on the way.</summary>
    public LeftOut LeftOut { get; init; } = new();

    /// <summary>Whether folders within those of classes were taken for parts of the class.</summary>
    public bool HasInnerFolders { get; init; }

    /// <summary>What else is to be said.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
