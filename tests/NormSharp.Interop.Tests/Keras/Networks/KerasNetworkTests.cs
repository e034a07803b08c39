using NormSharp.Interop.Keras;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Interop.Tests.Keras.Networks;

/// <summary>Networks made of Keras models compute what the definitions of their layers say.</summary>
public sealed class KerasNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, int, int, int, string> Windows
    {
        get
        {
            var data = new TheoryData<string, int, int, int, string>();
            foreach (string className in (string[])["Conv2D", "DepthwiseConv2D", "SeparableConv2D", "MaxPooling2D", "AveragePooling2D",
                "Conv2DTranspose"])
            {
                foreach ((int extent, int kernel, int stride) in ((int, int, int)[])
                    [(6, 3, 1), (6, 3, 2), (7, 3, 2), (7, 2, 2), (8, 5, 3), (6, 2, 1), (5, 1, 2), (5, 4, 3)])
                {
                    data.Add(className, extent, kernel, stride, "same");
                    data.Add(className, extent, kernel, stride, "valid");
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void Windows_stand_where_TensorFlow_has_them(string className, int extent, int kernel, int stride, string padding)
    {
        var sample = new KerasSample(extent, extent + 1, 4);
        string window = $"\"strides\": [{stride}, {stride}], \"padding\": \"{padding}\"";
        string sized = $"\"kernel_size\": [{kernel}, {kernel}], {window}";
        _ = className switch
        {
            "Conv2DTranspose" => sample.Add(className, sized, [[kernel, kernel, 6, 4], [6]]),
            "Conv2D" => sample.Add(className, sized, [[kernel, kernel, 4, 6], [6]]),
            "DepthwiseConv2D" => sample.Add(className, sized, [[kernel, kernel, 4, 2], [8]]),
            "SeparableConv2D" => sample.Add(className, sized, [[kernel, kernel, 4, 2], [1, 1, 8, 3], [3]]),
            _ => sample.Add(className, $"\"pool_size\": [{kernel}, {kernel}], {window}"),
        };
        Check(sample, [extent, extent + 1, 4]);
    }

    [Fact]
    public void Convolutions_are_dilated_grouped_and_without_bias()
    {
        var sample = new KerasSample(9, 8, 4);
        sample.Add(
            "Conv2D",
            "\"kernel_size\": [3, 2], \"dilation_rate\": [2, 1], \"groups\": 2, \"use_bias\": false, \"activation\": \"relu\", "
            + "\"padding\": \"same\"",
            [[3, 2, 2, 6]]);
        Check(sample, [9, 8, 4]);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Batch_normalization_has_Keras_conventions(bool scale, bool center)
    {
        var sample = new KerasSample(5, 4, 3);
        string flags = $"\"scale\": {(scale ? "true" : "false")}, \"center\": {(center ? "true" : "false")}";
        sample.Add(
            "BatchNormalization",
            $"\"axis\": [3], \"momentum\": 0.9, \"epsilon\": 0.01, {flags}",
            [.. Enumerable.Repeat<int[]>([3], 2 + (scale ? 1 : 0) + (center ? 1 : 0))]);
        Network network = Check(sample, [5, 4, 3]);

        var layer = (BatchNorm)network.Children.Single().Child;
        Assert.Equal(
            (0.01, true, 1, scale || center),
            (layer.Options.Epsilon, layer.Options.StoresPopulationVariance, layer.Options.Axis, layer.Options.Affine));
        Assert.Equal(0.1, layer.Options.NewStatisticWeight!.Value, 1e-12);
    }

    /// <summary>A dense layer after a flattening has its weight reordered; others get the numbers in Keras's order.</summary>
    [Fact]
    public void A_flattened_value_has_its_numbers_in_Keras_order()
    {
        var sample = new KerasSample(3, 4, 2);
        string flat = sample.Add("Flatten");
        string dense = sample.Add("Dense", "\"activation\": \"tanh\"", [[24, 5], [5]], flat);
        string relu = sample.Add("ReLU", "", null, flat);
        string second = sample.Add("Dense", "\"use_bias\": false", [[24, 5]], relu);
        string normalized = sample.Add("BatchNormalization", "\"epsilon\": 0.001, \"axis\": -1", [[24], [24], [24], [24]], relu);
        sample.Add("Concatenate", "\"axis\": -1", null, dense, second, normalized, flat);
        Network network = Check(sample, [3, 4, 2]);

        Assert.Equal(2, network.Children.Count(child => child.Child is Linear));
    }

    [Fact]
    public void Graphs_join_scale_and_reshape()
    {
        var sample = new KerasSample(6, 5, 3);
        string scaled = sample.Add("Rescaling", "\"scale\": 0.5, \"offset\": -1.0");
        string normalized = sample.Add("Normalization", "\"axis\": [-1]", [[3], [3]], scaled);
        string padded = sample.Add("ZeroPadding2D", "\"padding\": [[1, 0], [2, 1]]", null, normalized);
        string a = sample.Add("Conv2D", "\"kernel_size\": [1, 1]", [[1, 1, 3, 4], [4]], padded);
        string b = sample.Add("Conv2D", "\"kernel_size\": [1, 1], \"activation\": \"sigmoid\"", [[1, 1, 3, 4], [4]], padded);
        string sum = sample.Add("Add", "", null, a, b);
        string product = sample.Add("Multiply", "", null, sum, b);
        string joined = sample.Add("Concatenate", "\"axis\": 3", null, product, a);
        string large = sample.Add("UpSampling2D", "\"size\": [2, 1]", null, joined);
        string leaky = sample.Add("LeakyReLU", "\"alpha\": 0.3", null, large);
        string dropped = sample.Add("Dropout", "\"rate\": 0.2", null, leaky);
        string dense = sample.Add("Dense", "\"activation\": \"softmax\"", [[8, 6], [6]], dropped);
        string reshaped = sample.Add("Reshape", "\"target_shape\": [8, 14, 6]", null, dense);
        string turned = sample.Add("Permute", "\"dims\": [2, 3, 1]", null, reshaped);
        string pooled = sample.Add("GlobalMaxPooling2D", "", null, turned);
        sample.Add("Activation", "\"activation\": \"swish\"", null, pooled);
        Check(sample, [6, 5, 3]);
    }

    [Theory]
    [InlineData("relu6")]
    [InlineData("elu")]
    [InlineData("selu")]
    [InlineData("exponential")]
    [InlineData("softplus")]
    [InlineData("softsign")]
    [InlineData("hard_sigmoid")]
    [InlineData("hard_silu")]
    [InlineData("mish")]
    [InlineData("log_softmax")]
    [InlineData("softmax")]
    [InlineData("swish")]
    [InlineData("tanh")]
    public void Activations_are_those_of_Keras(string name)
    {
        var sample = new KerasSample(3, 4, 5);
        sample.Add("Activation", $"\"activation\": \"{name}\"");
        sample.Add("Dense", $"\"activation\": \"{name}\"", [[5, 4], [4]]);
        Check(sample, [3, 4, 5]);
    }

    [Fact]
    public void Layers_of_other_networks_join_crop_and_normalize()
    {
        var sample = new KerasSample(6, 5, 4);
        string a = sample.Add("Conv2D", "\"kernel_size\": [1, 1]", [[1, 1, 4, 4], [4]]);
        string shared = sample.Add("PReLU", "\"shared_axes\": [1, 2]", [[1, 1, 4]], a);
        string single = sample.Add("PReLU", "", [[6, 5, 4]], a);
        string difference = sample.Add("Subtract", "", null, shared, a);
        string most = sample.Add("Maximum", "", null, difference, single);
        string least = sample.Add("Minimum", "", null, difference, single, a);
        string mean = sample.Add("Average", "", null, most, least, a);
        string clipped = sample.Add("ReLU", "\"max_value\": 0.7", null, mean);
        string elu = sample.Add("ELU", "\"alpha\": 0.6", null, a);
        string sum = sample.Add("Add", "", null, clipped, elu);
        string grouped = sample.Add("GroupNormalization", "\"groups\": 2, \"epsilon\": 0.01", [[4], [4]], sum);
        string layered = sample.Add("LayerNormalization", "\"axis\": [3], \"epsilon\": 0.01", [[4], [4]], grouped);
        string large = sample.Add("UpSampling2D", "\"size\": [2, 3], \"interpolation\": \"bilinear\"", null, layered);
        sample.Add("Cropping2D", "\"cropping\": [[1, 2], [0, 3]]", null, large);
        Check(sample, [6, 5, 4]);
    }

    [Fact]
    public void A_model_inside_another_is_a_network_inside_the_network()
    {
        var inner = new KerasSample(4, 4, 3);
        inner.Add("Conv2D", "\"kernel_size\": [3, 3], \"padding\": \"same\"", [[3, 3, 3, 5], [5]]);
        inner.Add("BatchNormalization", "\"epsilon\": 0.001", [[5], [5], [5], [5]]);
        var sample = new KerasSample(4, 4, 3);
        sample.Add("ReLU");
        sample.Add(inner);
        sample.Add("GlobalAveragePooling2D");
        Network network = Check(sample, [4, 4, 3], archives: false);

        Assert.Contains(network.Children, child => child.Child is Network);
    }

    [Fact]
    public void Channels_first_is_what_the_network_has_anyway()
    {
        var last = new KerasSample(6, 5, 3);
        last.Add("Conv2D", "\"kernel_size\": [3, 3], \"strides\": [2, 2], \"padding\": \"same\"", [[3, 3, 3, 4], [4]]);
        last.Add("BatchNormalization", "\"epsilon\": 0.001, \"axis\": 3", [[4], [4], [4], [4]]);
        last.Add("MaxPooling2D", "\"pool_size\": [2, 2]");
        var first = new KerasSample(3, 6, 5);
        const string Format = "\"data_format\": \"channels_first\", ";
        first.Add("Conv2D", Format + "\"kernel_size\": [3, 3], \"strides\": [2, 2], \"padding\": \"same\"", [[3, 3, 3, 4], [4]]);
        first.Add("BatchNormalization", "\"epsilon\": 0.001, \"axis\": 1", [[4], [4], [4], [4]]);
        first.Add("MaxPooling2D", Format + "\"pool_size\": [2, 2]");
        last.SaveHdf(_folder.File("last.h5"));
        first.SaveHdf(_folder.File("first.h5"));
        Tensor x = Tensor.From([.. Enumerable.Range(0, 90).Select(i => (float)Math.Sin(i))], [1, 3, 6, 5]);

        Assert.Equal(
            NetworkFiles.Load(_folder.File("last.h5")).Forward(x).ToArray(),
            NetworkFiles.Load(_folder.File("first.h5")).Forward(x).ToArray());
    }

    [Theory]
    [InlineData("Conv3D", "", "(Conv3D) is not supported: this layer")]
    [InlineData("Activation", "\"activation\": \"made_up\"", "(Activation) is not supported: the activation made_up")]
    [InlineData("Conv2D", "\"padding\": \"causal\", \"kernel_size\": [1, 1]", "the file holds 0 tensors of it")]
    [InlineData("Reshape", "\"target_shape\": [7]", "(Reshape) is not supported: 48 numbers as [7]")]
    public void What_is_not_supported_is_named_with_its_layer(string className, string config, string message)
    {
        var sample = new KerasSample(4, 4, 3);
        string name = sample.Add(className, config);
        sample.SaveHdf(_folder.File("m.h5"));

        string found = Assert.Throws<ModelFormatException>(() => NetworkFiles.Load(_folder.File("m.h5"))).Message;

        Assert.Contains(message, found, StringComparison.Ordinal);
        Assert.StartsWith(_folder.File("m.h5") + ": ", found, StringComparison.Ordinal);
        using StateFile state = StateFiles.Open(_folder.File("m.h5"));
        Assert.Empty(state.Tensors);
        Assert.NotEmpty(name);
    }

    [Fact]
    public void Weights_alone_are_no_network()
    {
        new PureHDF.H5File { ["a"] = new float[] { 1, 2 } }.Write(_folder.File("w.weights.h5"));

        Assert.Contains(
            "holds weights and no architecture",
            Assert.Throws<ModelFormatException>(() => NetworkFiles.Load(_folder.File("w.weights.h5"))).Message,
            StringComparison.Ordinal);
    }

    private Network Check(KerasSample sample, int[] shape, bool archives = true)
    {
        var random = new Random(2);
        var image = new KerasOracle.Array3(shape[0], shape[1], shape[2], (_, _, _) => (float)((random.NextDouble() * 4) - 2));
        sample.SaveHdf(_folder.File("m.h5"));
        using KerasFile file = KerasFile.Open(_folder.File("m.h5"));
        KerasOracle.Array3 expected = new KerasOracle(file.Model!).Run(image);
        Network network = NetworkFiles.Load(_folder.File("m.h5"));
        Compare(Planes(expected), network.Forward(Input(image)));
        if (archives)
        {
            sample.SaveArchive(_folder.File("m.keras"));
            Compare(Planes(expected), NetworkFiles.Load(_folder.File("m.keras")).Forward(Input(image)));
        }

        return network;
    }

    private static Tensor Input(KerasOracle.Array3 image)
        => Tensor.From([.. Planes(image).Select(value => (float)value)], [1, image.C, image.H, image.W]);

    private static double[] Planes(KerasOracle.Array3 image) => [.. Enumerable.Range(0, image.C).SelectMany(image.Channel)];

    private static void Compare(double[] expected, Tensor found)
    {
        Assert.Equal(expected.Length, found.Length);
        double scale = expected.Max(Math.Abs);
        Assert.InRange(expected.Zip(found.ToArray()).Max(pair => Math.Abs(pair.First - pair.Second)), 0, 1e-5 * scale);
    }
}
