using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NormSharp.Training;

namespace NormSharp.Extensions;

/// <summary>Trained models as services.</summary>
public static class PredictorServices
{
    /// <summary>
    /// Adds a <see cref="Predictor"/> that is loaded when it is first needed, and shared by all: it is safe from many threads, and predicts
    /// by an inference plan (<see cref="Predictor.Compile"/>), for several callers at once. What was loaded is told to the
    /// <see cref="ILogger"/> of <see cref="Predictor"/>, where there is one.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="path">A model file that a training or <see cref="Predictor.Save"/> wrote.</param>
    /// <returns>The services, to add more.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="Serialization.ModelFormatException">
    /// When it is first needed: the file is damaged, no model, or says nothing of its images.
    /// </exception>
    public static IServiceCollection AddPredictor(this IServiceCollection services, string path)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return services.AddSingleton(provider => Load(path, LoggerOf(provider)));
    }

    /// <summary>Adds one of several predictors, which are told apart by their keys.</summary>
    /// <param name="services">The services.</param>
    /// <param name="key">Its key, as in <c>[FromKeyedServices("shoes")] Predictor predictor</c>.</param>
    /// <param name="path">A model file.</param>
    /// <returns>The services, to add more.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <inheritdoc cref="AddPredictor(IServiceCollection, string)" path="/exception[2]"/>
    public static IServiceCollection AddKeyedPredictor(this IServiceCollection services, object key, string path)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return services.AddKeyedSingleton(key, (provider, _) => Load(path, LoggerOf(provider)));
    }

    private static ILogger LoggerOf(IServiceProvider services)
        => (ILogger?)services.GetService<ILogger<Predictor>>() ?? NullLogger.Instance;

    private static Predictor Load(string path, ILogger logger)
    {
        Predictor predictor = Predictor.Load(path);
        predictor.Compile();
        LogLines.Loaded(logger, path, predictor.Input.Shape.ToString(), predictor.Input.Classes.Count);
        return predictor;
    }
}
