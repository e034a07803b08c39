using NormSharp.Layers;

namespace NormSharp.Transforms;

/// <summary>The weights of a convolution or linear layer in double, while normalizations are folded into them.</summary>
internal sealed class FoldedWeights
{
    /// <summary>The setting of a layer that says whether it has a bias.</summary>
    public const string BiasSetting = "bias";

    private readonly int _outputs;
    private readonly int _terms;
    private readonly int _groups;
    private readonly double[] _weight;
    private readonly double[] _bias;

    /// <summary>The weights of a layer as they are.</summary>
    public FoldedWeights(ChannelMap map)
    {
        ReadOnlySpan<float> weight = map.Weight!.AsSpan();
        ReadOnlySpan<float> bias = map.Bias is null ? [] : map.Bias.AsSpan();
        _outputs = map.Weight.Shape[0];
        _terms = weight.Length / _outputs;
        _groups = map.Groups;
        _weight = new double[weight.Length];
        _bias = new double[_outputs];
        for (int i = 0; i < weight.Length; i++)
        {
            _weight[i] = weight[i];
        }

        for (int o = 0; o < bias.Length; o++)
        {
            _bias[o] = bias[o];
        }
    }

    private FoldedWeights(FoldedWeights other)
    {
        (_outputs, _terms, _groups) = (other._outputs, other._terms, other._groups);
        _weight = [.. other._weight];
        _bias = [.. other._bias];
    }

    /// <summary>The line after: w ← scale·w, b ← scale·(b − mean) + shift, output by output.</summary>
    public void Then(ChannelAffine line)
    {
        for (int o = 0; o < _outputs; o++)
        {
            _bias[o] = (line.Scale[o] * (_bias[o] - line.Mean[o])) + line.Shift[o];
            foreach (ref double weight in _weight.AsSpan(o * _terms, _terms))
            {
                weight *= line.Scale[o];
            }
        }
    }

    /// <summary>The line in front: b ← b + Σ w·offset, w ← w·scale, by the input channel that a weight reads.</summary>
    /// <remarks>The channels of a group are neighbours, and so are the weights that read one channel.</remarks>
    public void After(ChannelAffine line)
    {
        int channelsPerGroup = line.Channels / _groups;
        int weightsPerChannel = _terms / channelsPerGroup;
        for (int o = 0; o < _outputs; o++)
        {
            int firstChannel = o / (_outputs / _groups) * channelsPerGroup;
            for (int t = 0; t < _terms; t++)
            {
                int channel = firstChannel + (t / weightsPerChannel);
                ref double weight = ref _weight[(o * _terms) + t];
                _bias[o] += weight * line.Offset(channel);
                weight *= line.Scale[channel];
            }
        }
    }

    /// <summary>Whether every weight is a finite number also in float32.</summary>
    public bool FitFloat32() => Array.TrueForAll(_weight, Fits) && Array.TrueForAll(_bias, Fits);

    public FoldedWeights Copy() => new(this);

    /// <summary>Gives the weights to a layer that has a bias.</summary>
    public void WriteTo(Module layer)
    {
        ChannelMap map = LayerCatalog.Of(layer)!.MapOf(layer)!;
        Span<float> weight = map.Weight!.AsSpan();
        Span<float> bias = map.Bias!.AsSpan();
        for (int i = 0; i < weight.Length; i++)
        {
            weight[i] = (float)_weight[i];
        }

        for (int o = 0; o < bias.Length; o++)
        {
            bias[o] = (float)_bias[o];
        }
    }

    private static bool Fits(double value) => float.IsFinite((float)value);
}
