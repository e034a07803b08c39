using NormSharp.Layers;

namespace NormSharp.Tests.Inference;

/// <summary>
/// Small networks of random build: chains, nested residual blocks, views, pooling, normalizations that fold and that do not.
/// </summary>
internal sealed class RandomNetwork(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Takes [N, 3, 8, 8].</summary>
    public Sequential Create()
    {
        int channels = 3;
        var layers = new List<Module>();
        for (int i = _random.Next(1, 7); i > 0; i--)
        {
            layers.AddRange(Part(ref channels, depth: 0));
        }

        if (_random.Next(2) == 0)
        {
            layers.Add(_random.Next(2) == 0 ? new GlobalAveragePool2d() : new MaxPool2d(2));
            layers.Add(new Flatten());
        }

        return new Sequential(layers.ToArray().AsSpan());
    }

    private Module[] Part(ref int channels, int depth)
    {
        switch (_random.Next(depth < 2 ? 9 : 6))
        {
            case 0:
                return [Activation()];
            case 1:
                return [new BatchNorm(channels)];
            case 2:
                return [new BatchNorm(channels), Activation()];
            case 3:
                return [new Dropout(0.5), new AveragePool2d(3, 1, 1)];
            case 4 or 5:
                int filters = depth == 0 ? _random.Next(1, 6) : channels;
                Module conv = new Conv2d(channels, filters, 3, new Conv2dOptions { Padding = 1, Bias = _random.Next(2) == 0 });
                channels = filters;
                return _random.Next(2) == 0 ? [conv, new BatchNorm(filters)] : [conv, Activation()];
            default:
                int same = channels;
                Module? shortcut = _random.Next(3) == 0 ? Chain(ref same, depth + 1) : null;
                return [new Residual(Chain(ref same, depth + 1), shortcut, _random.Next(2) == 0 ? Activation() : null)];
        }
    }

    private Sequential Chain(ref int channels, int depth)
    {
        var layers = new List<Module>();
        for (int i = _random.Next(0, 4); i > 0; i--)
        {
            layers.AddRange(Part(ref channels, depth));
        }

        return new Sequential(layers.ToArray().AsSpan());
    }

    private ActivationModule Activation() => _random.Next(3) switch { 0 => new Relu(), 1 => new LeakyRelu(0.3f), _ => new Tanh() };
}
