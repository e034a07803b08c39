using System.Text.Json.Nodes;
using NormSharp.Interop.Keras;

namespace NormSharp.Interop.Tests.Keras.Networks;

/// <summary>
/// Keras models computed as its documentation defines them: in double, in Keras's own layout [height, width, channels], one image at a
/// time, one number after another. It shares nothing with the networks that are made of the same files.
/// </summary>
internal sealed class KerasOracle(KerasModel model)
{
    private readonly Dictionary<string, Array3> _values = [];

    /// <summary>The last output for an image.</summary>
    public Array3 Run(Array3 image)
    {
        _values.Clear();
        Array3 last = image;
        foreach (KerasLayer layer in model.Layers)
        {
            Array3[] inputs = layer.ClassName == "InputLayer" ? [image]
                : layer.Calls.Count == 0 ? [last]
                : [.. layer.Calls[0].Select(call => _values[call.Layer])];
            last = Activate(Text(layer, "activation", "linear"), Of(layer, inputs));
            _values[layer.Name] = last;
        }

        return last;
    }

    private static Array3 Of(KerasLayer layer, Array3[] inputs)
    {
        Array3 x = inputs[0];
        if (layer.Inner is { } inner)
        {
            return new KerasOracle(inner).Run(x);
        }

        float[][] weights = [.. layer.Weights.Select(weight => weight.ReadSingle())];
        bool hasBias = Flag(layer, "use_bias", true);
        switch (layer.ClassName)
        {
            case "InputLayer" or "Dropout" or "Activation":
                return x;
            case "Conv2D":
                return Convolve(layer, x, weights[0], hasBias ? weights[1] : null);
            case "DepthwiseConv2D":
                return Depthwise(layer, x, weights[0], hasBias ? weights[1] : null);
            case "SeparableConv2D":
                return Pointwise(Depthwise(layer, x, weights[0], null), weights[1], hasBias ? weights[2] : null);
            case "Dense":
                return Pointwise(x, weights[0], hasBias ? weights[1] : null);
            case "BatchNormalization":
                return Normalize(layer, x, weights);
            case "MaxPooling2D":
                return Pool(layer, x, window => window.Max());
            case "AveragePooling2D":
                return Pool(layer, x, window => window.Average());
            case "GlobalAveragePooling2D":
                return Flat([.. Enumerable.Range(0, x.C).Select(c => x.Channel(c).Average())]);
            case "GlobalMaxPooling2D":
                return Flat([.. Enumerable.Range(0, x.C).Select(c => x.Channel(c).Max())]);
            case "Add":
                return Join(inputs, (a, b) => a + b);
            case "Multiply":
                return Join(inputs, (a, b) => a * b);
            case "Concatenate":
                return Concatenate(inputs);
            case "Flatten":
                return Flat(x.Values);
            case "ReLU":
                double most = (double?)layer.Config["max_value"] ?? double.PositiveInfinity;
                return x.Map(value => Math.Min(Math.Max(value, 0), most));
            case "PReLU":
                int[] places = [.. layer.Weights[0].Shape.Select(extent => (int)extent)];
                return new Array3(x.H, x.W, x.C, (h, w, c) => x[h, w, c]
                    * (x[h, w, c] > 0 ? 1 : weights[0][(((h % places[0] * places[1]) + (w % places[1])) * places[2]) + (c % places[2])]));
            case "ELU":
                return x.Map(value => value > 0 ? value : (double)layer.Config["alpha"]! * (Math.Exp(value) - 1));
            case "Subtract":
                return Join(inputs, (a, b) => a - b);
            case "Maximum":
                return Join(inputs, Math.Max);
            case "Minimum":
                return Join(inputs, Math.Min);
            case "Average":
                return Join(inputs, (a, b) => a + b).Map(value => value / inputs.Length);
            case "Cropping2D":
                int[] cropped = Wholes(layer, "cropping");
                return new Array3(x.H - cropped[0] - cropped[1], x.W - cropped[2] - cropped[3], x.C, (h, w, c)
                    => x[h + cropped[0], w + cropped[2], c]);
            case "Conv2DTranspose":
                return Transposed(layer, x, weights[0], weights[1]);
            case "LayerNormalization":
                return Standardized(layer, x, weights, (h, w, c) => Enumerable.Range(0, x.C).Select(other => x[h, w, other]));
            case "GroupNormalization":
                int size3 = x.C / (int)layer.Config["groups"]!;
                return Standardized(layer, x, weights, (_, _, c) => Enumerable.Range(c / size3 * size3, size3).SelectMany(x.Channel));
            case "LeakyReLU":
                return x.Map(value => value > 0 ? value : value * (double)layer.Config["alpha"]!);
            case "ZeroPadding2D":
                int[] margins = Wholes(layer, "padding");
                return new Array3(x.H + margins[0] + margins[1], x.W + margins[2] + margins[3], x.C, (h, w, c)
                    => x.OrZero(h - margins[0], w - margins[2], c));
            case "UpSampling2D":
                int[] size = Wholes(layer, "size");
                if (Text(layer, "interpolation", "nearest") == "bilinear")
                {
                    return new Array3(x.H * size[0], x.W * size[1], x.C, (h, w, c) => Interpolated(
                        x, ((h + 0.5) / size[0]) - 0.5, ((w + 0.5) / size[1]) - 0.5, c));
                }

                return new Array3(x.H * size[0], x.W * size[1], x.C, (h, w, c) => x[h / size[0], w / size[1], c]);
            case "Rescaling":
                return x.Map(value => (value * (double)layer.Config["scale"]!) + (double)layer.Config["offset"]!);
            case "Normalization":
                return new Array3(x.H, x.W, x.C, (h, w, c) => (x[h, w, c] - weights[0][c]) / Math.Sqrt(weights[1][c]));
            case "Reshape":
                int[] shape = Wholes(layer, "target_shape");
                return new Array3(shape[0], shape[1], shape[2], x.Values);
            case "Permute":
                int[] order = Wholes(layer, "dims");
                int[] extents = [x.H, x.W, x.C];
                return new Array3(extents[order[0] - 1], extents[order[1] - 1], extents[order[2] - 1], (h, w, c) =>
                {
                    int[] place = new int[3];
                    (place[order[0] - 1], place[order[1] - 1], place[order[2] - 1]) = (h, w, c);
                    return x[place[0], place[1], place[2]];
                });
            default:
                throw new NotSupportedException(layer.ClassName);
        }
    }

    private static Array3 Convolve(KerasLayer layer, Array3 x, float[] kernel, float[]? bias)
    {
        int groups = (int?)layer.Config["groups"] ?? 1;
        (int outputs, int per) = ((int)layer.Weights[0].Shape[3], x.C / groups);
        return Windows(layer, x, "kernel_size", outputs, (at, o) =>
        {
            double sum = bias?[o] ?? 0;
            foreach ((int h, int w, int row, int column) in at)
            {
                for (int i = 0; i < per; i++)
                {
                    int channel = (o / (outputs / groups) * per) + i;
                    int width = (int)layer.Weights[0].Shape[1];
                    sum += x.OrZero(h, w, channel) * kernel[(((((row * width) + column) * per) + i) * outputs) + o];
                }
            }

            return sum;
        });
    }

    private static Array3 Depthwise(KerasLayer layer, Array3 x, float[] kernel, float[]? bias)
    {
        int multiplier = (int)layer.Weights[0].Shape[3];
        int width = (int)layer.Weights[0].Shape[1];
        return Windows(layer, x, "kernel_size", x.C * multiplier, (at, o) => (bias?[o] ?? 0) + at.Sum(place
            => x.OrZero(place.H, place.W, o / multiplier)
                * kernel[(((((place.Row * width) + place.Column) * x.C) + (o / multiplier)) * multiplier) + (o % multiplier)]));
    }

    private static Array3 Pointwise(Array3 x, float[] kernel, float[]? bias)
    {
        int outputs = kernel.Length / x.C;
        return new Array3(x.H, x.W, outputs, (h, w, o)
            => (bias?[o] ?? 0) + Enumerable.Range(0, x.C).Sum(c => x[h, w, c] * kernel[(c * outputs) + o]));
    }

    private static Array3 Normalize(KerasLayer layer, Array3 x, float[][] weights)
    {
        var left = new Queue<float[]>(weights);
        float[]? gamma = Flag(layer, "scale", true) ? left.Dequeue() : null;
        float[]? beta = Flag(layer, "center", true) ? left.Dequeue() : null;
        (float[] mean, float[] variance) = (left.Dequeue(), left.Dequeue());
        double epsilon = (double)layer.Config["epsilon"]!;
        return new Array3(x.H, x.W, x.C, (h, w, c)
            => ((x[h, w, c] - mean[c]) / Math.Sqrt(variance[c] + epsilon) * (gamma?[c] ?? 1)) + (beta?[c] ?? 0));
    }

    /// <summary>Each value is spread over a window of the output: kernel [height, width, out, in].</summary>
    private static Array3 Transposed(KerasLayer layer, Array3 x, float[] kernel, float[] bias)
    {
        int[] stride = Wholes(layer, "strides");
        int[] size = Wholes(layer, "kernel_size");
        bool same = Text(layer, "padding", "valid") == "same";
        int outputs = bias.Length;
        int[] beyond = [Math.Max(size[0] - stride[0], 0), Math.Max(size[1] - stride[1], 0)];
        int[] before = same ? [beyond[0] / 2, beyond[1] / 2] : [0, 0];
        (int height, int width) = ((x.H * stride[0]) + (same ? 0 : beyond[0]), (x.W * stride[1]) + (same ? 0 : beyond[1]));
        double[] y = [.. Enumerable.Range(0, height * width * outputs).Select(i => (double)bias[i % outputs])];
        for (int i = 0; i < x.H * x.W * size[0] * size[1]; i++)
        {
            (int h, int w) = (i / (size[0] * size[1]) / x.W, i / (size[0] * size[1]) % x.W);
            (int row, int column) = (i / size[1] % size[0], i % size[1]);
            (int top, int left) = ((h * stride[0]) + row - before[0], (w * stride[1]) + column - before[1]);
            for (int o = 0; o < outputs && top >= 0 && top < height && left >= 0 && left < width; o++)
            {
                y[(((top * width) + left) * outputs) + o] += Enumerable.Range(0, x.C).Sum(c
                    => x[h, w, c] * kernel[(((((row * size[1]) + column) * outputs) + o) * x.C) + c]);
            }
        }

        return new Array3(height, width, outputs, y);
    }

    private static Array3 Standardized(KerasLayer layer, Array3 x, float[][] weights, Func<int, int, int, IEnumerable<double>> of)
        => new(x.H, x.W, x.C, (h, w, c) =>
        {
            double[] values = [.. of(h, w, c)];
            double mean = values.Average();
            double variance = values.Average(value => (value - mean) * (value - mean));
            return ((x[h, w, c] - mean) / Math.Sqrt(variance + (double)layer.Config["epsilon"]!) * weights[0][c]) + weights[1][c];
        });

    private static double Interpolated(Array3 x, double h, double w, int c)
    {
        (double top, double left) = (Math.Clamp(h, 0, x.H - 1), Math.Clamp(w, 0, x.W - 1));
        (int row, int column) = (Math.Min((int)top, x.H - 1), Math.Min((int)left, x.W - 1));
        (int below, int right) = (Math.Min(row + 1, x.H - 1), Math.Min(column + 1, x.W - 1));
        (double a, double b) = (top - row, left - column);
        return ((1 - a) * (((1 - b) * x[row, column, c]) + (b * x[row, right, c])))
            + (a * (((1 - b) * x[below, column, c]) + (b * x[below, right, c])));
    }

    private static Array3 Pool(KerasLayer layer, Array3 x, Func<IEnumerable<double>, double> of)
        => Windows(layer, x, "pool_size", x.C, (at, c) => of(at.Where(place => x.Has(place.H, place.W)).Select(place
            => x[place.H, place.W, c])));

    /// <summary>TensorFlow: "same" gives ⌈extent / stride⌉ windows, and pads one more after where the padding is odd.</summary>
    private static Array3 Windows(
        KerasLayer layer, Array3 x, string sizeName, int outputs, Func<List<(int H, int W, int Row, int Column)>, int, double> of)
    {
        int[] size = Wholes(layer, sizeName);
        int[] stride = layer.Config["strides"] is not null ? Wholes(layer, "strides")
            : layer.ClassName.Contains("Pooling", StringComparison.Ordinal) ? size : [1, 1];
        int[] dilation = layer.Config["dilation_rate"] is null ? [1, 1] : Wholes(layer, "dilation_rate");
        bool same = Text(layer, "padding", "valid") == "same";
        (int rows, int top) = Along(x.H, 0);
        (int columns, int left) = Along(x.W, 1);
        return new Array3(rows, columns, outputs, (h, w, o) =>
        {
            List<(int, int, int, int)> at = [];
            for (int row = 0; row < size[0]; row++)
            {
                for (int column = 0; column < size[1]; column++)
                {
                    at.Add(((h * stride[0]) - top + (row * dilation[0]), (w * stride[1]) - left + (column * dilation[1]), row, column));
                }
            }

            return of(at, o);
        });

        (int Count, int Before) Along(int extent, int d)
        {
            int reach = ((size[d] - 1) * dilation[d]) + 1;
            int count = same ? (extent + stride[d] - 1) / stride[d] : ((extent - reach) / stride[d]) + 1;
            return (count, same ? Math.Max(((count - 1) * stride[d]) + reach - extent, 0) / 2 : 0);
        }
    }

    private static Array3 Join(Array3[] inputs, Func<double, double, double> join) => inputs.Aggregate((a, b) => new Array3(
        Math.Max(a.H, b.H), Math.Max(a.W, b.W), a.C, (h, w, c) => join(a[h % a.H, w % a.W, c], b[h % b.H, w % b.W, c])));

    private static Array3 Concatenate(Array3[] inputs) => new(inputs[0].H, inputs[0].W, inputs.Sum(input => input.C), (h, w, c) =>
    {
        foreach (Array3 input in inputs)
        {
            if (c < input.C)
            {
                return input[h, w, c];
            }

            c -= input.C;
        }

        throw new InvalidOperationException();
    });

    private static Array3 Activate(string name, Array3 x) => name switch
    {
        "linear" => x,
        "relu" => x.Map(value => Math.Max(value, 0)),
        "sigmoid" => x.Map(value => 1 / (1 + Math.Exp(-value))),
        "tanh" => x.Map(Math.Tanh),
        "relu6" => x.Map(value => Math.Clamp(value, 0, 6)),
        "elu" => x.Map(value => value > 0 ? value : Math.Exp(value) - 1),
        "selu" => x.Map(value => 1.0507009873554805 * (value > 0 ? value : 1.6732632423543772 * (Math.Exp(value) - 1))),
        "exponential" => x.Map(Math.Exp),
        "softplus" => x.Map(value => Math.Log(1 + Math.Exp(value))),
        "softsign" => x.Map(value => value / (1 + Math.Abs(value))),
        "hard_sigmoid" => x.Map(value => Math.Clamp((0.2 * value) + 0.5, 0, 1)),
        "hard_silu" => x.Map(value => value * Math.Clamp((value / 6) + 0.5, 0, 1)),
        "mish" => x.Map(value => value * Math.Tanh(Math.Log(1 + Math.Exp(value)))),
        "log_softmax" => new Array3(x.H, x.W, x.C, (h, w, c)
            => x[h, w, c] - Math.Log(Enumerable.Range(0, x.C).Sum(other => Math.Exp(x[h, w, other])))),
        "swish" => x.Map(value => value / (1 + Math.Exp(-value))),
        "softmax" => new Array3(x.H, x.W, x.C, (h, w, c)
            => Math.Exp(x[h, w, c]) / Enumerable.Range(0, x.C).Sum(other => Math.Exp(x[h, w, other]))),
        _ => throw new NotSupportedException(name),
    };

    private static Array3 Flat(double[] values) => new(1, 1, values.Length, values);

    private static string Text(KerasLayer layer, string name, string otherwise) => (string?)layer.Config[name] ?? otherwise;

    private static bool Flag(KerasLayer layer, string name, bool otherwise) => layer.Config[name] switch
    {
        null => otherwise,
        JsonValue value when value.TryGetValue(out bool flag) => flag,
        var number => (double)number != 0,
    };

    private static int[] Wholes(KerasLayer layer, string name) => [.. Leaves(layer.Config[name]!)];

    private static IEnumerable<int> Leaves(JsonNode node)
        => node is JsonArray array ? array.SelectMany(item => Leaves(item!)) : [(int)node];

    /// <summary>Numbers [height, width, channels].</summary>
    public sealed record Array3(int H, int W, int C, double[] Values)
    {
        public Array3(int h, int w, int c, Func<int, int, int, double> of)
            : this(h, w, c, [.. Enumerable.Range(0, h * w * c).Select(i => of(i / c / w, i / c % w, i % c))])
        {
        }

        public double this[int h, int w, int c] => Values[(((h * W) + w) * C) + c];

        public bool Has(int h, int w) => h >= 0 && h < H && w >= 0 && w < W;

        public double OrZero(int h, int w, int c) => Has(h, w) ? this[h, w, c] : 0;

        public IEnumerable<double> Channel(int c) => Enumerable.Range(0, H * W).Select(i => Values[(i * C) + c]);

        public Array3 Map(Func<double, double> of) => new(H, W, C, [.. Values.Select(of)]);
    }
}
