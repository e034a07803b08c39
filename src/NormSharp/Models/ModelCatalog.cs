using NormSharp.Layers;

namespace NormSharp.Models;

/// <summary>The models that have a name.</summary>
public static class ModelCatalog
{
    private static readonly (string Name, Func<ModelOptions, Module> Create)[] Models =
    [
        ("lenet", LeNet.Create),
        ("lenet-bn", options => LeNet.Create(options with { Normalization = options.Normalization ?? NormalizationKind.Batch })),
        ("mlp", Mlp.Create),
        ("vgg-small", VggSmall.Create),
        ("resnet20", ResNet20.Create),
    ];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Models.Select(model => model.Name)];

    /// <summary>Builds a model.</summary>
    /// <exception cref="ArgumentException">There is no such model, or an option does not fit it.</exception>
    public static Module Create(string name, ModelOptions options)
    {
        foreach ((string candidate, Func<ModelOptions, Module> create) in Models)
        {
            if (candidate == name)
            {
                return create(options);
            }
        }

        throw new ArgumentException($"there is no model \"{name}\"; known are {string.Join(", ", Names)}", nameof(name));
    }
}
