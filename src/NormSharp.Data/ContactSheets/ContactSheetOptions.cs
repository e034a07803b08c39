namespace NormSharp.Data;

/// <summary>What a <see cref="ContactSheet"/> shows.</summary>
internal sealed record ContactSheetOptions
{
    /// <summary>Examples of each class: the first ones of the set.</summary>
    public int Examples { get; init; } = 12;

    /// <summary>Pixels of the sheet for a pixel of an image.</summary>
    public int Scale { get; init; } = 2;

    /// <summary>Whether the name of each class stands before its row.</summary>
    public bool HasLabels { get; init; } = true;
}
