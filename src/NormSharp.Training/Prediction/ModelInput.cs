using System.Collections.Immutable;
using System.Text.Json.Nodes;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Serialization;

namespace NormSharp.Training;

/// <summary>
/// What a trained model takes and what its outputs mean. It travels in the metadata of the model's file, so that evaluation and
/// prediction need the file alone.
/// </summary>
/// <param name="Shape">The size of an image.</param>
/// <param name="Classes">The name of each class, in the order of the logits.</param>
/// <param name="Normalization">How pixels are centred and scaled; null for v/255.</param>
public sealed record ModelInput(ImageShape Shape, IReadOnlyList<string> Classes, Normalization? Normalization = null)
{
    private const string MetadataKey = "normsharp.input";
    private const int MostValues = 1 << 28;

    /// <summary>
    /// Whether pictures of any size are made one of <see cref="Shape"/> (the shorter side resized, the middle taken, gray and colour made
    /// what the model takes), as those were that it was trained on; otherwise only pictures of that size fit.
    /// </summary>
    public bool ResizesPictures { get; init; }

    /// <summary>
    /// Whether the gray images that the model was trained on have a light ground; in one that was trained on dark ground it is false.
    /// </summary>
    internal bool HasLightGround { get; init; }

    /// <summary>Adds the description to a model file's metadata.</summary>
    public void Save(IDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var json = new JsonObject
        {
            ["shape"] = new JsonArray(Shape.Channels, Shape.Height, Shape.Width),
            ["classes"] = new JsonArray([.. Classes.Select(name => (JsonNode)name)]),
        };
        if (Normalization is { } normalization)
        {
            json["mean"] = Array(normalization.Mean);
            json["deviation"] = Array(normalization.Deviation);
        }

        if (ResizesPictures)
        {
            json["resizes_pictures"] = true;
        }

        if (HasLightGround)
        {
            json["light_ground"] = true;
        }

        metadata[MetadataKey] = json.ToJsonString();
    }

    /// <summary>The description as the metadata of a model file.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata()
    {
        var metadata = new Dictionary<string, string>();
        Save(metadata);
        return metadata;
    }

    /// <summary>Reads the description from a model file's metadata; null when there is none.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <exception cref="ModelFormatException">The description is damaged.</exception>
    public static ModelInput? Load(string path, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (!metadata.TryGetValue(MetadataKey, out string? text))
        {
            return null;
        }

        string where = $"{path}: metadata '{MetadataKey}'";
        var json = new JsonFields(where, StrictJson.Object(where, text));
        int[] shape = [.. json.Ints("shape")];
        CheckShape(path, shape);
        IReadOnlyList<string> classes = json.Texts("classes");
        if (classes.Count == 0 || classes.Any(string.IsNullOrWhiteSpace)

            || classes.Distinct(StringComparer.Ordinal).Count() < classes.Count)
        {
            throw json.Wrong("classes", "the names of the classes, each once and none empty");
        }

        return new ModelInput(new ImageShape(shape[0], shape[1], shape[2]), classes, NormalizationOf(where, json, shape[0]))
        {
            ResizesPictures = json.OptionalBool("resizes_pictures") ?? false,
            HasLightGround = json.OptionalBool("light_ground") ?? false,
        };
    }

    /// <summary>Throws unless a data set's images and classes fit.</summary>
    /// <exception cref="NormSharpException">They do not; the message names the set, and both sizes or all names of classes.</exception>
    public void CheckFits(ImageSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (set.Shape != Shape)
        {
            throw new NormSharpException($"{set.Name}: its images are {set.Shape}, but the model takes {Shape}");
        }

        ClassMatching.Match(set, Classes);
    }

    private static void CheckShape(string path, int[] shape)
    {
        long values = StateSize.Product([.. shape.Select(extent => (long)extent)]);
        if (shape.Length != 3 || shape.Any(extent => extent < 1) || values > MostValues)
        {
            throw new ModelFormatException(
                path,
                $"metadata '{MetadataKey}' says that an image has the shape [{string.Join(", ", shape)}]; channels, height and width "
                    + $"must each be at least 1, and all values together at most {MostValues}");
        }
    }

    private static JsonArray Array(ImmutableArray<float> values) => new([.. values.Select(value => (JsonNode)value)]);

    private static Normalization? NormalizationOf(string where, JsonFields json, int channels)
    {
        if (!json.Has("mean") && !json.Has("deviation"))
        {
            return null;
        }

        var normalization = new Normalization([.. json.Singles("mean")], [.. json.Singles("deviation")]);
        try
        {
            normalization.Check(channels);
            return normalization;
        }
        catch (ArgumentException exception)
        {
            throw new ModelFormatException(where, ErrorText.OneLine(exception), exception);
        }
    }
}
