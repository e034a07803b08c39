namespace NormSharp.Models;

/// <summary>A model that has a name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Create">Builds it.</param>
/// <param name="Input">Channels, rows and columns of the images that it is usually trained on.</param>
internal sealed record CatalogModel(string Name, Func<ModelOptions, Layers.Module> Create, (int Channels, int Height, int Width) Input)
{
    /// <summary>How many classes those images are of.</summary>
    public int Classes { get; init; } = 10;

    /// <summary>What shortcuts a state of that name may have; null alone where there is no choice.</summary>
    public IReadOnlyList<ShortcutKind?> Shortcuts { get; init; } = [null];
}
