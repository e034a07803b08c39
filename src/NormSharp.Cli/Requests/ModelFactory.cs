using System.Text.Json.Nodes;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Models;

namespace NormSharp.Cli.Requests;

/// <summary>Models of the catalogue, with failures that name the option.</summary>
internal static class ModelFactory
{
    /// <summary>Throws unless the catalogue has the model.</summary>
    /// <exception cref="UsageException">It has not.</exception>
    public static void CheckName(string option, string name)
    {
        if (!ModelCatalog.Names.Contains(name))
        {
            throw new UsageException(
                $"{option} is '{name}'{Words.DidYouMean(name, ModelCatalog.Names)}; known models are "
                    + $"{Words.List(ModelCatalog.Names)}");
        }
    }

    /// <summary>The images that a model of the catalogue is usually trained on.</summary>
    public static ImageShape UsualShape(string name)
    {
        (int channels, int height, int width) = ModelCatalog.UsualInput(name);
        return new ImageShape(channels, height, width);
    }

    /// <summary>Builds a model, if there is room for it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="options">How it is built.</param>
    /// <param name="judge">Throws where its description needs too much memory; by default what it keeps is judged.</param>
    /// <exception cref="UsageException">An option does not fit the model, or the images are too small for it.</exception>
    /// <exception cref="NormSharpException">It needs too much memory; nothing was allocated.</exception>
    public static Module Create(string name, ModelOptions options, Action<JsonObject>? judge = null)
    {
        try
        {
            JsonObject description = ModelOutline.Of(() => ModelCatalog.Create(name, options).Describe());
            (judge ?? (outline => MemoryNeed.CheckState(name, outline, MemoryNeed.LimitOf(said: null))))(description);
            return ModelCatalog.Create(name, options);
        }
        catch (ArgumentException exception) when (exception is not LayerException)
        {
            throw new UsageException(exception.Message, exception);
        }
    }
}
