using NormSharp.Layers;

namespace NormSharp.Models;

/// <summary>The models that have a name.</summary>
public static class ModelCatalog
{
    private static readonly (int Channels, int Height, int Width) Mnist = (1, 28, 28);
    private static readonly (int Channels, int Height, int Width) Cifar = (3, 32, 32);

    private static readonly CatalogModel[] Models =
    [
        new("lenet", LeNet.Create, Mnist),
        new(
            "lenet-bn",
            options => LeNet.Create(options with { Normalization = options.Normalization ?? NormalizationKind.Batch }),
            Mnist),
        new("mlp", Mlp.Create, Mnist),
        new("vgg-small", VggSmall.Create, Cifar),

        // The first of the house keeps its names; where the shortcut is named, the network is named like its kin.
        new("resnet20", options => options.Shortcut is null ? ResNet20.Create(options) : CifarResNet.Create(20, options), Cifar)
        {
            Shortcuts = [null, ShortcutKind.Projection, ShortcutKind.ZeroPadding],
        },
        OfDepth(32),
        OfDepth(44),
        OfDepth(56),
        OfImageNet("resnet18", options => ResNet.Create("resnet18", [2, 2, 2, 2], bottleneck: false, options)),
        OfImageNet("resnet34", options => ResNet.Create("resnet34", [3, 4, 6, 3], bottleneck: false, options)),
        OfImageNet("resnet50", options => ResNet.Create("resnet50", [3, 4, 6, 3], bottleneck: true, options)),
        OfImageNet("vgg11_bn", options => Vgg.Create("vgg11_bn", [1, 1, 2, 2, 2], options)),
        OfImageNet("vgg16_bn", options => Vgg.Create("vgg16_bn", [2, 2, 3, 3, 3], options)),
        OfImageNet("mobilenet_v2", MobileNetV2.Create),
        OfImageNet("densenet121", DenseNet121.Create),
        OfImageNet("shufflenet_v2_x1_0", ShuffleNetV2.Create),
        OfImageNet("efficientnet_b0", EfficientNetB0.Create),
        OfImageNet("squeezenet1_1", SqueezeNet11.Create),
    ];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Models.Select(model => model.Name)];

    /// <summary>Builds a model.</summary>
    /// <exception cref="ArgumentException">There is no such model, or an option does not fit it.</exception>
    public static Module Create(string name, ModelOptions options) => Find(name).Create(options);

    /// <summary>Channels, rows and columns of the images that a model is usually trained on.</summary>
    /// <exception cref="ArgumentException">There is no such model.</exception>
    internal static (int Channels, int Height, int Width) UsualInput(string name) => Find(name).Input;

    /// <summary>How many classes those images are of.</summary>
    /// <exception cref="ArgumentException">There is no such model.</exception>
    internal static int UsualClasses(string name) => Find(name).Classes;

    /// <summary>The forms in which a state of that name may have been saved, the usual one first.</summary>
    /// <exception cref="ArgumentException">There is no such model.</exception>
    internal static IEnumerable<ModelOptions> Variants(string name, ModelOptions options)
        => Find(name).Shortcuts.Select(shortcut => options with { Shortcut = shortcut });

    /// <summary>Whether the option for shortcuts is the model's.</summary>
    internal static bool HasShortcuts(string name) => Models.Any(model => model.Name == name && model.Shortcuts.Count > 1);

    private static CatalogModel OfDepth(int depth) => new($"resnet{depth}", options => CifarResNet.Create(depth, options), Cifar)
    {
        Shortcuts = [ShortcutKind.Projection, ShortcutKind.ZeroPadding],
    };

    private static CatalogModel OfImageNet(string name, Func<ModelOptions, Module> create) => new(name, create, (3, 224, 224))
    {
        Classes = 1000,
    };

    private static CatalogModel Find(string name) => Array.Find(Models, model => model.Name == name)
        ?? throw new ArgumentException($"there is no model \"{name}\"; known are {string.Join(", ", Names)}", nameof(name));
}
