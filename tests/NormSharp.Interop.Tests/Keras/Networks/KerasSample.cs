using System.Text;
using System.Text.Json.Nodes;
using NormSharp.Interop.Files;
using PureHDF;

namespace NormSharp.Interop.Tests.Keras.Networks;

/// <summary>A Keras model with random numbers, and the files that Keras would write of it.</summary>
internal sealed class KerasSample
{
    private readonly List<(string Name, string ClassName, List<(string Name, int[] Shape, float[] Values)> Weights)> _layers = [];
    private readonly JsonArray _described = [];
    private readonly Random _random = new(1);
    private string _last = "input";

    /// <summary>A model of one input.</summary>
    /// <param name="shape">Its extents as Keras has them, without the batch; 0 for one that is open.</param>
    public KerasSample(params int[] shape)
    {
        var extents = new JsonArray([null, .. shape.Select(extent => extent == 0 ? null : (JsonNode)extent)]);
        Describe("input", "InputLayer", new JsonObject { ["batch_input_shape"] = extents }, []);
    }

    public string Last => _last;

    /// <summary>Adds a layer after the last, or after others.</summary>
    /// <param name="className">Its class.</param>
    /// <param name="config">Its settings as JSON, without braces.</param>
    /// <param name="shapes">The shapes of its numbers.</param>
    /// <param name="from">What it reads.</param>
    /// <returns>Its name.</returns>
    public string Add(string className, string config = "", int[][]? shapes = null, params string[] from)
    {
        string name = $"{className.ToLowerInvariant()}_{_described.Count}";
        shapes ??= [];
        var weights = shapes.Select((shape, i) => (
            $"{name}/w{i}:0",
            shape,
            Values(shape, isPositive: className is "BatchNormalization" or "Normalization" && i == shapes.Length - 1))).ToList();
        Describe(name, className, (JsonObject)JsonNode.Parse($"{{{config}}}")!, from.Length == 0 ? [_last] : from);
        _layers.Add((name, className, weights));
        return _last = name;
    }

    /// <summary>Adds a model as a layer.</summary>
    public string Add(KerasSample inner)
    {
        string name = $"inner_{_described.Count}";
        Describe(name, "Functional", inner.Config(), [_last]);
        _layers.Add((name, "Functional", [.. inner._layers.SelectMany(layer => layer.Weights)]));
        return _last = name;
    }

    /// <summary>As <c>model.save("model.h5")</c> writes it.</summary>
    public void SaveHdf(string path)
    {
        var weights = new H5Group { Attributes = { ["layer_names"] = _layers.Select(layer => layer.Name).ToArray() } };
        foreach ((string name, _, var own) in _layers)
        {
            var group = new H5Group { Attributes = { ["weight_names"] = own.Select(weight => weight.Name).ToArray() } };
            if (own.Count == 0)
            {
                group.Attributes["weight_names"] = Array.Empty<double>();
            }

            foreach ((string weight, int[] shape, float[] values) in own)
            {
                string[] parts = weight.Split('/');
                if (!group.TryGetValue(parts[0], out object? below))
                {
                    group[parts[0]] = below = new H5Group();
                }

                ((H5Group)below)[parts[1]] = Dataset(shape, values);
            }

            weights[name] = group;
        }

        new H5File { Attributes = { ["model_config"] = Json() }, ["model_weights"] = weights }.Write(path);
    }

    /// <summary>As <c>model.save_weights("model.h5")</c> of Keras 2 writes them: numbers under their names, and no architecture.</summary>
    public void SaveWeights(string path)
    {
        var file = new H5File { Attributes = { ["layer_names"] = _layers.Select(layer => layer.Name).ToArray() } };
        foreach ((string name, string className, var own) in _layers)
        {
            string[] roles = className switch
            {
                "BatchNormalization" => ["gamma:0", "beta:0", "moving_mean:0", "moving_variance:0"],
                "DepthwiseConv2D" => ["depthwise_kernel:0", "bias:0"],
                _ => ["kernel:0", "bias:0"],
            };
            var group = new H5Group();
            var below = new H5Group();
            for (int i = 0; i < own.Count; i++)
            {
                below[roles[i]] = Dataset(own[i].Shape, own[i].Values);
            }

            group[name] = below;
            group.Attributes["weight_names"] = own.Count == 0
                ? Array.Empty<double>()
                : own.Select((_, i) => $"{name}/{roles[i]}").ToArray();
            file[name] = group;
        }

        file.Write(path);
    }

    /// <summary>As Keras 3 writes a <c>.keras</c> file: numbers under the names of classes.</summary>
    public void SaveArchive(string path)
    {
        var weights = new MemoryStream();
        Numbered().Write(weights);
        using FileStream stream = File.Create(path);
        var zip = new ZipWriter(path, stream);
        zip.Add("config.json", Encoding.UTF8.GetBytes(Json()));
        zip.Add("model.weights.h5", weights.ToArray());
        zip.Finish();
    }

    /// <summary>As <c>model.save_weights("model.weights.h5")</c> of Keras 3 writes them: numbered, and listed by their letters.</summary>
    public void SaveNumbered(string path) => Numbered().Write(path);

    private H5File Numbered()
    {
        var counts = new Dictionary<string, int>();
        var groups = new SortedDictionary<string, H5Group>(StringComparer.Ordinal);
        foreach ((_, string className, var own) in _layers)
        {
            string name = className switch
            {
                "BatchNormalization" => "batch_normalization",
                "Conv1DTranspose" => "conv1d_transpose",
                "Conv2DTranspose" => "conv2d_transpose",
                "DepthwiseConv1D" => "depthwise_conv1d",
                "SeparableConv1D" => "separable_conv1d",
                "PReLU" => "p_re_lu",
                "GroupNormalization" => "group_normalization",
                "LayerNormalization" => "layer_normalization",
                "DepthwiseConv2D" => "depthwise_conv2d",
                "SeparableConv2D" => "separable_conv2d",
                _ => className.ToLowerInvariant(),
            };
            int count = counts[name] = counts.GetValueOrDefault(name, -1) + 1;
            var vars = new H5Group();
            for (int i = 0; i < own.Count; i++)
            {
                vars[$"{i}"] = Dataset(own[i].Shape, own[i].Values);
            }

            groups[count == 0 ? name : $"{name}_{count}"] = new H5Group { ["vars"] = vars };
        }

        var layers = new H5Group();
        foreach ((string name, H5Group group) in groups)
        {
            layers[name] = group;
        }

        return new H5File { ["layers"] = layers };
    }

    private static H5Dataset Dataset(int[] shape, float[] values) => new(values, fileDims: [.. shape.Select(extent => (ulong)extent)]);

    private string Json() => new JsonObject { ["class_name"] = "Functional", ["config"] = Config() }.ToJsonString();

    private JsonObject Config() => new()
    {
        ["name"] = "model",
        ["layers"] = _described.DeepClone(),
        ["input_layers"] = new JsonArray(new JsonArray("input", 0, 0)),
        ["output_layers"] = new JsonArray(new JsonArray(_last, 0, 0)),
    };

    private void Describe(string name, string className, JsonObject config, string[] from)
    {
        config["name"] = name;
        _described.Add((JsonNode)new JsonObject
        {
            ["class_name"] = className,
            ["name"] = name,
            ["config"] = config,
            ["inbound_nodes"] = from.Length == 0
                ? new JsonArray()
                : new JsonArray(new JsonArray([.. from.Select(source => (JsonNode)new JsonArray(source, 0, 0, new JsonObject()))])),
        });
    }

    private float[] Values(int[] shape, bool isPositive) => [
        .. Enumerable.Range(0, shape.Aggregate(1, (product, extent) => product * extent)).Select(_
            => (float)(isPositive ? _random.NextDouble() + 0.2 : _random.NextDouble() - 0.5))];
}
