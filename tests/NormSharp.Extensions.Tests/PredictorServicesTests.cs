using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NormSharp.Serialization;
using NormSharp.Training;

namespace NormSharp.Extensions.Tests;

public sealed class PredictorServicesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_predictor_is_loaded_once_when_it_is_needed_and_the_log_is_told()
    {
        var log = new LogOfTest();
        using ServiceProvider services = new ServiceCollection()
            .AddSingleton<ILogger<Predictor>>(log)
            .AddPredictor(_folder.File("tiny.safetensors"))
            .BuildServiceProvider();
        Assert.Empty(log.Lines);
        TinyPredictor.Create().Save(_folder.File("tiny.safetensors"));

        Predictor first = services.GetRequiredService<Predictor>();
        Assert.Same(first, services.GetRequiredService<Predictor>());
        Assert.Equal(["top", "middle", "bottom"], first.Input.Classes);
        (LogLevel level, string line) = Assert.Single(log.Lines);
        Assert.Equal(LogLevel.Information, level);
        Assert.EndsWith("tiny.safetensors: loaded; it takes images of 1×8×8 and tells 3 classes apart", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_log_there_is_a_predictor_all_the_same()
    {
        TinyPredictor.Create().Save(_folder.File("tiny.safetensors"));
        using ServiceProvider services = new ServiceCollection().AddPredictor(_folder.File("tiny.safetensors")).BuildServiceProvider();
        Assert.NotNull(services.GetRequiredService<Predictor>());
    }

    [Fact]
    public void Several_predictors_are_told_apart_by_their_keys()
    {
        TinyPredictor.Create(seed: 1).Save(_folder.File("one.safetensors"));
        TinyPredictor.Create(seed: 2).Save(_folder.File("two.safetensors"));
        using ServiceProvider services = new ServiceCollection()
            .AddKeyedPredictor("one", _folder.File("one.safetensors"))
            .AddKeyedPredictor("two", _folder.File("two.safetensors"))
            .BuildServiceProvider();
        Predictor one = services.GetRequiredKeyedService<Predictor>("one");
        Predictor two = services.GetRequiredKeyedService<Predictor>("two");
        Assert.NotEqual(one.Model.NamedParameters().First().Parameter.ToArray(), two.Model.NamedParameters().First().Parameter.ToArray());
        Assert.Null(services.GetService<Predictor>());
    }

    [Fact]
    public void A_file_that_is_no_model_is_named()
    {
        File.WriteAllText(_folder.File("text.safetensors"), "no model");
        using ServiceProvider services = new ServiceCollection().AddPredictor(_folder.File("text.safetensors")).BuildServiceProvider();
        var error = Assert.Throws<ModelFormatException>(services.GetRequiredService<Predictor>);
        Assert.Contains("text.safetensors", error.Message, StringComparison.Ordinal);
    }
}
