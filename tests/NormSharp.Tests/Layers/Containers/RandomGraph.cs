using NormSharp.Layers;

namespace NormSharp.Tests.Layers.Containers;

/// <summary>
/// Networks of random form on [N, 3, 8, 8]: values read several times, sums, gates, concatenations, shared layers, constants, chains and
/// blocks inside. The last layer joins whatever nothing has read.
/// </summary>
internal sealed class RandomGraph(int seed)
{
    private readonly Random _random = new(seed);
    private readonly NetworkBuilder _net = new();
    private readonly List<(SymbolicTensor Value, int Channels)> _values = [];
    private readonly HashSet<SymbolicTensor> _idle = [];
    private readonly List<Conv2d> _convolutions = [];

    public Network Create()
    {
        Remember(_net.Input("image"), 3);
        for (int i = _random.Next(3, 14); i > 0; i--)
        {
            AddOne();
        }

        SymbolicTensor[] left = [.. _idle];
        SymbolicTensor joined = left.Length == 1 ? left[0] : _net.Concatenate(left);
        return _net.Build(_net.Add("flatten", new Flatten(), joined));
    }

    private void AddOne()
    {
        (SymbolicTensor x, int channels) = Pick();
        switch (_random.Next(12))
        {
            case 0 or 1:
                Remember(_net.Add(Convolution(ref channels), x), channels);
                break;
            case 2 or 3:
                Remember(_net.Add(new BatchNorm(channels), x), channels);
                break;
            case 4:
                Remember(_net.Add(Activation(), x), channels);
                break;
            case 5:
                Remember(_net.Add(new AveragePool2d(3, 1, 1), _net.Add(Activation(), _net.Add(new BatchNorm(channels), x))), channels);
                break;
            case 6 or 7:
                SymbolicTensor[] same = [.. _values.Where(value => value.Channels == channels).Select(value => value.Value)];
                SymbolicTensor other = same[_random.Next(same.Length)];
                SymbolicTensor side = _net.Add(new BatchNorm(channels), x);
                _idle.Remove(other);
                SymbolicTensor sum = _random.Next(2) == 0 ? _net.Sum(side, other) : _net.Sum(other, side);
                Remember(_random.Next(2) == 0 ? sum : _net.Add(new Relu(), sum), channels);
                break;
            case 8:
                SymbolicTensor gate = _net.Add(
                    new Sigmoid(), _net.Add(new Conv2d(channels, channels, 1), _net.Add(new GlobalAveragePool2d(), x)));
                Remember(_net.Product(x, gate), channels);
                break;
            case 9:
                (SymbolicTensor y, int more) = Pick();
                Remember(_net.Concatenate(x, y), channels + more);
                break;
            case 10:
                SymbolicTensor shift = _net.Add(
                    new Constant(RandomTensor.Normal((ulong)seed, [1, channels, 1, 1]), trained: _random.Next(2) == 0));
                Remember(_net.Add(new Sum(broadcasts: true), x, shift), channels);
                break;
            default:
                Remember(_net.Add(Block(channels), x), channels);
                break;
        }
    }

    private Module Block(int channels) => _random.Next(3) switch
    {
        0 => new Sequential(new Conv2d(channels, channels, 3, new Conv2dOptions { Padding = 1 }), new BatchNorm(channels)),
        1 => new Residual(new Sequential(new Conv2d(channels, channels, 1), new BatchNorm(channels)), null, new Relu()),
        _ => new Sequential(new AveragePool2d(2), new Upsample2d(2), new Dropout(0)),
    };

    private Conv2d Convolution(ref int channels)
    {
        int read = channels;
        Conv2d? known = _random.Next(3) == 0 ? _convolutions.Find(layer => layer.InChannels == read) : null;
        Conv2d layer = known ?? new Conv2d(read, _random.Next(1, 5), 3, new Conv2dOptions { Padding = 1, Bias = _random.Next(2) == 0 });
        _convolutions.Add(layer);
        channels = layer.OutChannels;
        return layer;
    }

    private ActivationModule Activation() => _random.Next(3) switch { 0 => new Relu(), 1 => new LeakyRelu(0.3f), _ => new Tanh() };

    private (SymbolicTensor Value, int Channels) Pick()
    {
        (SymbolicTensor Value, int Channels) picked = _values[Math.Max(0, _values.Count - 1 - _random.Next(4))];
        _idle.Remove(picked.Value);
        return picked;
    }

    private void Remember(SymbolicTensor value, int channels)
    {
        _values.Add((value, channels));
        _idle.Add(value);
    }
}
