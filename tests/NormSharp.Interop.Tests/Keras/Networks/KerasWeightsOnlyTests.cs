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

    /// <summary>
    /// The file lists conv2d, conv2d_1, conv2d_10, conv2d_2, …, all batch normalizations before; that all are of one shape hides a mistake
    /// from everything but the numbers.
    /// </summary>
    [Fact]
    public void Numbered_layers_go_into_a_network_of_ours_by_their_numbers()
    {
        Directory.CreateDirectory(_folder.Path);
        var sample = new KerasSample(6, 6, 4);
        var layers = new List<(string, Module)>();
        for (int i = 0; i < 12; i++)
        {
            sample.Add("Conv2D", "\"kernel_size\": [3, 3], \"padding\": \"same\"", [[3, 3, 4, 4], [4]]);
            sample.Add("BatchNormalization", "\"axis\": [3]", [[4], [4], [4], [4]]);
            layers.Add(($"conv{i}", new Conv2d(4, 4, 3, new Conv2dOptions { Padding = 1 })));
            layers.Add(($"bn{i}", new BatchNorm(4, new BatchNormOptions { Epsilon = 1e-3 })));
        }

        sample.Add("SeparableConv2D", "\"kernel_size\": [3, 3]", [[3, 3, 4, 2], [1, 1, 8, 5], [5]]);
        sample.Add("GlobalAveragePooling2D");
        sample.Add("Dense", "\"units\": 3", [[5, 3], [3]]);
        layers.AddRange([
            ("depthwise", new Conv2d(4, 8, 3, new Conv2dOptions { Groups = 4, Bias = false })),
            ("pointwise", new Conv2d(8, 5, 1)),
            ("pool", new GlobalAveragePool2d()),
            ("flatten", new Flatten()),
            ("fc", new Linear(5, 3))]);
        sample.SaveHdf(_folder.File("whole.h5"));
        sample.SaveNumbered(_folder.File("model.weights.h5"));
        using KerasFile whole = KerasFile.Open(_folder.File("whole.h5"));
        using KerasFile weights = KerasFile.Open(_folder.File("model.weights.h5"));
        Assert.Equal(
            ["layers/batch_normalization/vars/0", "layers/batch_normalization_1/vars/0", "layers/batch_normalization_10/vars/0"],
            weights.Tensors.Where(tensor => tensor.Name.EndsWith("/0", StringComparison.Ordinal)).Take(3).Select(tensor => tensor.Name));

        var ours = new Sequential([.. layers]);
        StateMatch match = StateMatch.ByName(new KerasState(weights), ours).Propose();

        Assert.Contains(("conv10.weight", "layers/conv2d_10/vars/0"), match.Pairs.Select(pair => (pair.Target, pair.Source.SourceName)));
        match.Apply();
        ours.Evaluate();
        Tensor x = Tensor.From([.. Enumerable.Range(0, 288).Select(i => MathF.Sin(i))], [2, 4, 6, 6]);
        float[] expected = KerasNetwork.Read(whole, weights).Forward(x).ToArray();
        float scale = expected.Max(MathF.Abs);
        Assert.All(expected.Zip(ours.Forward(x).ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * scale));
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
