using NormSharp.Interop.Keras;
using NormSharp.Interop.Keras.Networks;
using NormSharp.Interop.Tests.Onnx.Export;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;
using NormSharp.Transforms;
using Window = NormSharp.Interop.Tests.Keras.Networks.KerasSequence.Window;

namespace NormSharp.Interop.Tests.Keras.Networks;

/// <summary>Layers of sequences [N, L, C] are those of planes of height 1, [N, C, 1, L].</summary>
public sealed class KerasSequenceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, int, int, int, string> Windows
    {
        get
        {
            var data = new TheoryData<string, int, int, int, string>();
            foreach (string className in (string[])["Conv1D", "DepthwiseConv1D", "SeparableConv1D", "MaxPooling1D", "AveragePooling1D",
                "Conv1DTranspose"])
            {
                foreach ((int extent, int kernel, int stride) in ((int, int, int)[])
                    [(6, 3, 1), (6, 3, 2), (7, 2, 2), (8, 5, 3), (6, 2, 1), (5, 1, 2), (5, 4, 3)])
                {
                    string[] paddings = className == "Conv1D" ? ["same", "valid", "causal"] : ["same", "valid"];
                    Array.ForEach(paddings, padding => data.Add(className, extent, kernel, stride, padding));
                }
            }

            return data;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Windows))]
    public void Windows_stand_where_TensorFlow_has_them(string className, int extent, int kernel, int stride, string padding)
    {
        var sample = new KerasSample(extent, 4);
        string settings = $"\"strides\": [{stride}], \"padding\": \"{padding}\"";
        string sized = $"\"kernel_size\": [{kernel}], {settings}";
        _ = className switch
        {
            "Conv1D" => sample.Add(className, sized, [[kernel, 4, 6], [6]]),
            "Conv1DTranspose" => sample.Add(className, sized, [[kernel, 6, 4], [6]]),
            "DepthwiseConv1D" => sample.Add(className, sized, [[kernel, 4, 2], [8]]),
            "SeparableConv1D" => sample.Add(className, sized, [[kernel, 4, 2], [1, 8, 3], [3]]),
            _ => sample.Add(className, $"\"pool_size\": {kernel}, {settings}"),
        };
        var window = new Window(kernel, stride, padding);
        Check(sample, extent, 4, (x, weights) => className switch
        {
            "Conv1D" => x.Convolve(window, weights(1)[0], weights(1)[1]),
            "Conv1DTranspose" => x.Transposed(window, weights(1)[0], weights(1)[1]),
            "DepthwiseConv1D" => x.Depthwise(window, weights(1)[0], weights(1)[1]),
            "SeparableConv1D" => x.Depthwise(window, weights(1)[0], null).Dense(weights(1)[1], weights(1)[2]),
            "MaxPooling1D" => x.Pool(window, values => values.Max()),
            _ => x.Pool(window, values => values.Average()),
        });
    }

    /// <summary>What wakewords, electrocardiograms and accelerometers are classified by.</summary>
    [Fact]
    public void A_network_of_sequences_ends_in_a_dense_layer()
    {
        var sample = new KerasSample(20, 3);
        sample.Add("Conv1D", "\"kernel_size\": [3], \"dilation_rate\": [2], \"padding\": \"causal\"", [[3, 3, 8], [8]]);
        sample.Add("BatchNormalization", "\"axis\": [2], \"epsilon\": 0.001", [[8], [8], [8], [8]]);
        sample.Add("ReLU");
        sample.Add("MaxPooling1D");
        sample.Add("SpatialDropout1D", "\"rate\": 0.2");
        sample.Add("ZeroPadding1D", "\"padding\": [2, 1]");
        sample.Add("Conv1D", "\"kernel_size\": [4], \"groups\": 2, \"use_bias\": false", [[4, 4, 6]]);
        sample.Add("Rescaling", "\"scale\": [1, 2, 3, 4, 5, 6], \"offset\": -1.0");
        sample.Add("UpSampling1D", "\"size\": 3");
        sample.Add("Cropping1D", "\"cropping\": [1, 3]");
        sample.Add("Dense", "\"activation\": \"tanh\"", [[6, 5], [5]]);
        sample.Add("Flatten");
        sample.Add("Dense", "\"activation\": \"linear\"", [[130, 7], [7]]);
        Network network = Check(sample, 20, 3, (x, weights) => x
            .Convolve(new Window(3, 1, "causal", 2), weights(1)[0], weights(1)[1])
            .Normalize(weights(2), 0.001).Map(value => Math.Max(value, 0))
            .Pool(new Window(2, 2), values => values.Max())
            .Pad(2, 1)
            .Convolve(new Window(4), weights(7)[0], null, groups: 2)
            .Scale(c => c + 1, -1)
            .Repeat(3).Crop(1, 3)
            .Dense(weights(11)[0], weights(11)[1]).Map(Math.Tanh)
            .Flatten()
            .Dense(weights(13)[0], weights(13)[1]));

        // It is an ordinary network: saved, folded, exported.
        Tensor input = Tensor.From([.. Enumerable.Range(0, 120).Select(i => MathF.Sin(i))], [2, 3, 1, 20]);
        float[] expected = network.Forward(input).ToArray();
        ModelFile.Save(_folder.File("m.safetensors"), network);
        Module loaded = ModelFile.Load(_folder.File("m.safetensors")).Module;
        loaded.Evaluate();
        Assert.Equal(expected, loaded.Forward(input).ToArray());

        FoldResult folded = BatchNormFolding.Fold(network, [1, 3, 1, 20]);
        Assert.Single(folded.Folded);
        NetworkFiles.SaveOnnx(_folder.File("m.onnx"), folded.Model, [[1, 3, 1, 20]]);
        using var runtime = new Runtime(_folder.File("m.onnx"));
        float[] theirs = runtime.Run(([2, 3, 1, 20], input.ToArray()))[0].Values;
        Assert.All(expected.Zip(theirs), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Theory]
    [InlineData("GlobalAveragePooling1D", false)]
    [InlineData("GlobalAveragePooling1D", true)]
    [InlineData("GlobalMaxPooling1D", false)]
    [InlineData("GlobalMaxPooling1D", true)]
    public void Global_pooling_goes_over_the_positions(string className, bool keeps)
    {
        var sample = new KerasSample(9, 5);
        sample.Add(className, keeps ? "\"keepdims\": true" : string.Empty);
        Network network = Check(sample, 9, 5, (x, _) => x.Global(
            className.Contains("Max", StringComparison.Ordinal) ? values => values.Max() : values => values.Average()));

        Shape shape = network.Forward(Tensor.Zeros([1, 5, 1, 9])).Shape;
        Assert.Equal<Shape>(keeps ? [1, 5, 1, 1] : [1, 5], shape);
    }

    [Fact]
    public void A_length_may_be_open()
    {
        var sample = new KerasSample(0, 4);
        sample.Add("Conv1D", "\"kernel_size\": [3], \"padding\": \"same\"", [[3, 4, 5], [5]]);
        sample.Add("MaxPooling1D", "\"pool_size\": 3, \"strides\": 2");
        sample.Add("Conv1D", "\"kernel_size\": [2], \"padding\": \"causal\", \"strides\": [2]", [[2, 5, 5], [5]]);
        sample.Add("GlobalMaxPooling1D");
        foreach (int length in (int[])[9, 14])
        {
            Check(sample, length, 4, (x, weights) => x
                .Convolve(new Window(3, 1, "same"), weights(1)[0], weights(1)[1])
                .Pool(new Window(3, 2), values => values.Max())
                .Convolve(new Window(2, 2, "causal"), weights(3)[0], weights(3)[1])
                .Global(values => values.Max()));
        }
    }

    /// <summary>Channels are weighed by a gate over all positions; slopes are of each position, or shared by all.</summary>
    [Fact]
    public void Graphs_of_sequences_join_and_reshape()
    {
        var sample = new KerasSample(6, 4);
        string slopes = sample.Add("PReLU", string.Empty, [[6, 4]]);
        string shared = sample.Add("PReLU", "\"shared_axes\": [1]", [[1, 4]], slopes);
        string pooled = sample.Add("GlobalAveragePooling1D", string.Empty, null, shared);
        string row = sample.Add("Reshape", "\"target_shape\": [1, 4]", null, pooled);
        string gate = sample.Add("Dense", "\"activation\": \"sigmoid\"", [[4, 4], [4]], row);
        string weighed = sample.Add("Multiply", string.Empty, null, shared, gate);
        string layered = sample.Add("LayerNormalization", "\"axis\": [2], \"epsilon\": 0.01", [[4], [4]], weighed);
        string narrow = sample.Add("Conv1D", "\"kernel_size\": [3], \"padding\": \"same\"", [[3, 4, 4], [4]], layered);
        string soft = sample.Add("Activation", "\"activation\": \"softmax\"", null, narrow);
        string sum = sample.Add("Add", string.Empty, null, soft, narrow);
        string joined = sample.Add("Concatenate", "\"axis\": 1", null, sum, narrow);
        sample.Add("Concatenate", "\"axis\": -1", null, joined, joined);
        Check(sample, 6, 4, (x, weights) =>
        {
            KerasSequence own = x.With((l, c) => x[l, c] * (x[l, c] > 0 ? 1 : weights(1)[0][(l * 4) + c]));
            KerasSequence common = own.With((l, c) => own[l, c] * (own[l, c] > 0 ? 1 : weights(2)[0][c]));
            KerasSequence scale = common.Global(values => values.Average()).Dense(weights(5)[0], weights(5)[1])
                .Map(value => 1 / (1 + Math.Exp(-value)));
            KerasSequence product = common.With((l, c) => common[l, c] * scale[0, c]);
            KerasSequence level = product.With((l, c) =>
            {
                double[] all = [.. Enumerable.Range(0, 4).Select(other => product[l, other])];
                double variance = all.Average(value => (value - all.Average()) * (value - all.Average()));
                return ((product[l, c] - all.Average()) / Math.Sqrt(variance + 0.01) * weights(7)[0][c]) + weights(7)[1][c];
            });
            KerasSequence filtered = level.Convolve(new Window(3, 1, "same"), weights(8)[0], weights(8)[1]);
            KerasSequence both = filtered.With((l, c) => filtered[l, c]
                + (Math.Exp(filtered[l, c]) / Enumerable.Range(0, 4).Sum(other => Math.Exp(filtered[l, other]))));
            return new KerasSequence(12, 8, (l, c) => l < 6 ? both[l, c % 4] : filtered[l - 6, c % 4]);
        });
    }

    /// <summary>The image's rows, joined, are a sequence; a sequence becomes an image again.</summary>
    [Fact]
    public void Planes_become_sequences_and_sequences_planes()
    {
        var sample = new KerasSample(2, 3, 4);
        sample.Add("Conv2D", "\"kernel_size\": [1, 1]", [[1, 1, 4, 4], [4]]);
        sample.Add("Reshape", "\"target_shape\": [6, 4]");
        sample.Add("Conv1D", "\"kernel_size\": [2]", [[2, 4, 4], [4]]);
        sample.Add("Reshape", "\"target_shape\": [5, 2, 2]");
        sample.Add("MaxPooling2D", "\"pool_size\": [2, 2]");
        sample.SaveHdf(_folder.File("m.h5"));
        using KerasFile file = KerasFile.Open(_folder.File("m.h5"));
        KerasSequence image = Random(6, 4);
        KerasSequence y = image.Dense(Numbers(file, 1)[0], Numbers(file, 1)[1])
            .Convolve(new Window(2), Numbers(file, 3)[0], Numbers(file, 3)[1]);

        Network network = KerasNetwork.Read(file);
        float[] found = network.Forward(Tensor.From(image.ToPlane().ToArray(), [1, 4, 2, 3])).ToArray();

        // [5, 2, 2] is (position, column, channel); of five rows the last is left over.
        double[] expected = [.. Enumerable.Range(0, 4).Select(i => (Channel: i / 2, Row: i % 2)).Select(place
            => Enumerable.Range(0, 4).Max(i => y[(place.Row * 2) + (i / 2), (i % 2 * 2) + place.Channel]))];
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Theory]
    [InlineData("Conv1D", "\"kernel_size\": [3], \"data_format\": \"channels_first\"", "data_format channels_first")]
    [InlineData("MaxPooling1D", "\"padding\": \"causal\", \"pool_size\": [2, 2]", "pool_size has 2 numbers, expected one")]
    [InlineData("Conv2D", "\"padding\": \"same\"", "an input of 3 dimensions, expected 4")]
    [InlineData("LSTM", "\"units\": 4", "(LSTM) is not supported: this layer")]
    public void What_is_not_supported_is_named_with_its_layer(string className, string config, string message)
    {
        var sample = new KerasSample(8, 4);
        sample.Add("GlobalMaxPooling1D", "\"keepdims\": true");
        sample.Add(className, config, className == "Conv1D" ? [[3, 4, 4], [4]] : null);
        sample.SaveHdf(_folder.File("m.h5"));

        Assert.Contains(
            message,
            Assert.Throws<ModelFormatException>(() => NetworkFiles.Load(_folder.File("m.h5"))).Message,
            StringComparison.Ordinal);
    }

    /// <summary>A setting that cannot be is one line that names the layer, and takes no memory.</summary>
    [Theory]
    [InlineData("Conv1D", "strides")]
    [InlineData("Conv1D", "dilation_rate")]
    [InlineData("Conv1D", "groups")]
    [InlineData("Conv1DTranspose", "strides")]
    [InlineData("MaxPooling1D", "pool_size")]
    [InlineData("AveragePooling1D", "strides")]
    [InlineData("ZeroPadding1D", "padding")]
    [InlineData("Cropping1D", "cropping")]
    [InlineData("UpSampling1D", "size")]
    public void A_setting_that_cannot_be_is_a_typed_error(string className, string setting)
    {
        foreach (string value in (string[])["0", "-1", "1048576", "[1048576]", "2147483647", "1e18", "[1, 2, 3]", "\"x\"", "{}"])
        {
            foreach (string padding in (string[])["valid", "same", "causal"])
            {
                var sample = new KerasSample(8, 4);
                string around = setting == "padding" ? string.Empty : $", \"padding\": \"{padding}\"";
                sample.Add(
                    className,
                    $"\"{setting}\": {value}{around}",
                    className.StartsWith("Conv1D", StringComparison.Ordinal) ? [[3, 4, 4], [4]] : null);
                sample.Add("UpSampling1D", "\"size\": 1048576");
                sample.SaveHdf(_folder.File("m.h5"));
                try
                {
                    Assert.NotEmpty(NetworkFiles.Load(_folder.File("m.h5")).Children);
                }
                catch (ModelFormatException error)
                {
                    Assert.StartsWith(_folder.File("m.h5"), error.Message, StringComparison.Ordinal);
                    Assert.DoesNotContain('\n', error.Message);
                }
            }
        }
    }

    /// <summary>Without a layer of sequences, [N, L, C] stays what Keras has.</summary>
    [Fact]
    public void An_input_of_three_dimensions_stays_where_no_layer_is_of_sequences()
    {
        var sample = new KerasSample(6, 4);
        sample.Add("Dense", string.Empty, [[4, 5], [5]]);
        sample.SaveHdf(_folder.File("m.h5"));

        Assert.Equal<Shape>([2, 6, 5], NetworkFiles.Load(_folder.File("m.h5")).Forward(Tensor.Zeros([2, 6, 4])).Shape);
    }

    private static KerasSequence Random(int length, int channels)
    {
        var random = new Random(3);
        return new KerasSequence(length, channels, (_, _) => (float)((random.NextDouble() * 4) - 2));
    }

    private static float[][] Numbers(KerasFile file, int layer)
        => [.. file.Model!.Layers[layer].Weights.Select(weight => weight.ReadSingle())];

    private Network Check(
        KerasSample sample, int length, int channels, Func<KerasSequence, Func<int, float[][]>, KerasSequence> compute)
    {
        KerasSequence x = Random(length, channels);
        sample.SaveHdf(_folder.File("m.h5"));
        sample.SaveArchive(_folder.File("m.keras"));
        using KerasFile file = KerasFile.Open(_folder.File("m.h5"));
        KerasSequence expected = compute(x, layer => Numbers(file, layer));
        Network network = NetworkFiles.Load(_folder.File("m.h5"));
        foreach (Network read in (Network[])[network, NetworkFiles.Load(_folder.File("m.keras"))])
        {
            float[] found = read.Forward(x.ToPlane()).ToArray();
            float[] planes = expected.ToPlane().ToArray();
            Assert.Equal(planes.Length, found.Length);
            double scale = planes.Max(Math.Abs);
            Assert.InRange(planes.Zip(found).Max(pair => Math.Abs(pair.First - pair.Second)), 0, 1e-5 * scale);
        }

        return network;
    }
}
