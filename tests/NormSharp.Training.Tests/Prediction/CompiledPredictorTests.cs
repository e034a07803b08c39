using NormSharp.Backends;
using NormSharp.Inference;
using NormSharp.Layers;

namespace NormSharp.Training.Tests.Prediction;

/// <summary>Predictions by an inference plan.</summary>
public class CompiledPredictorTests
{
    private static readonly ModelInput Input = new(new(2, 6, 6), ["a", "b", "c"]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_plan_gives_the_bits_of_the_network_to_several_callers_at_once(bool endsInSoftmax)
    {
        using var backend = new CpuBackend(2);
        var predictor = new Predictor(Network(endsInSoftmax), Input, backend);
        byte[][] images = [.. Enumerable.Range(0, 12).Select(Image)];
        IReadOnlyList<ClassProbability>[] expected = [.. images.Select(image => predictor.Predict(image))];
        Assert.NotEqual(expected[0], expected[1]);
        predictor.Compile();
        Parallel.For(0, 8, who =>
        {
            for (int i = 0; i < images.Length; i++)
            {
                int image = (i + who) % images.Length;
                Assert.Equal(expected[image], predictor.Predict(images[image]));
            }
        });
    }

    [Fact]
    public void A_plan_keeps_its_weights_until_it_is_made_anew()
    {
        Module model = Network(endsInSoftmax: false);
        var predictor = new Predictor(model, Input);
        predictor.Compile();
        IReadOnlyList<ClassProbability> before = predictor.Predict(Image(1));
        model.Initialize(seed: 5);
        Assert.Equal(before, predictor.Predict(Image(1)));
        predictor.Compile(new InferencePlanOptions { FoldsNormalization = true });
        Assert.NotEqual(before, predictor.Predict(Image(1)));
    }

    [Fact]
    public void A_network_that_does_not_take_the_images_is_told_when_the_plan_is_made()
    {
        var predictor = new Predictor(Network(endsInSoftmax: false), new ModelInput(new(1, 6, 6), ["a", "b", "c"]));
        Assert.Throws<LayerException>(() => predictor.Compile());
    }

    private static byte[] Image(int seed)
    {
        byte[] image = new byte[2 * 6 * 6];
        new Random(seed).NextBytes(image);
        return image;
    }

    private static Sequential Network(bool endsInSoftmax)
    {
        Module[] layers = [new Conv2d(2, 4, 3), new BatchNorm(4), new Relu(), new Flatten(), new Linear(4 * 4 * 4, 3)];
        layers = endsInSoftmax ? [.. layers, new Softmax()] : layers;
        var model = new Sequential(layers.AsSpan());
        model.Initialize(seed: 3);
        return model;
    }
}
