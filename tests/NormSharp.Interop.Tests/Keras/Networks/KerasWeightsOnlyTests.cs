using NormSharp.Interop.Keras;
using NormSharp.Interop.Keras.Networks;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Tests.Keras.Networks;

/// <summary>Keras files of numbers alone, in the network of another file and in one of ours.</summary>
public sealed class KerasWeightsOnlyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void They_go_into_a_network_by_the_layers_of_a_Keras_file_or_by_order_and_shape()
    {
        Directory.CreateDirectory(_folder.Path);
        var sample = new KerasSample(8, 8, 3);
        sample.Add("Conv2D", "\"filters\": 4, \"kernel_size\": [3, 2]", [[3, 2, 3, 4], [4]]);
        sample.Add("BatchNormalization", "\"axis\": [3]", [[4], [4], [4], [4]]);
        sample.Add("DepthwiseConv2D", "\"kernel_size\": [2, 2], \"depth_multiplier\": 2", [[2, 2, 4, 2], [8]]);
        sample.Add("GlobalAveragePooling2D");
        sample.Add("Dense", "\"units\": 5", [[8, 5], [5]]);
        sample.SaveHdf(_folder.File("whole.h5"));
        sample.SaveWeights(_folder.File("weights.h5"));
        using KerasFile whole = KerasFile.Open(_folder.File("whole.h5"));
        using KerasFile weights = KerasFile.Open(_folder.File("weights.h5"));
        Assert.Null(weights.Model);
        Tensor x = Tensor.From([.. Enumerable.Range(0, 384).Select(i => MathF.Sin(i))], [2, 3, 8, 8]);
        float[] expected = KerasNetwork.Read(whole).Forward(x).ToArray();

        Assert.Equal(expected, KerasNetwork.Read(whole, weights).Forward(x).ToArray());

        var ours = new Sequential(
            ("conv", new Conv2d(3, 4, (3, 2))),
            ("bn", new BatchNorm(4, new BatchNormOptions { Epsilon = 1e-3 })),
            ("depthwise", new Conv2d(4, 8, 2, new Conv2dOptions { Groups = 4 })),
            ("pool", new GlobalAveragePool2d()),
            ("flatten", new Flatten()),
            ("fc", new Linear(8, 5)));
        StateMatch match = StateMatch.ByName(new KerasState(weights), ours);
        Assert.False(match.IsComplete);
        match.Propose().Apply();
        ours.Evaluate();
        Assert.All(expected.Zip(ours.Forward(x).ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void A_function_of_Python_is_named()
    {
        Directory.CreateDirectory(_folder.Path);
        var sample = new KerasSample(8, 8, 3);
        sample.Add("Lambda", "\"function\": \"4wEA\"");
        sample.SaveHdf(_folder.File("m.h5"));

        string message = Assert.Throws<Serialization.ModelFormatException>(() => NetworkFiles.Load(_folder.File("m.h5"))).Message;
        Assert.Contains("(Lambda) is not supported: it is a function of Python, which is not run", message, StringComparison.Ordinal);
    }
}
