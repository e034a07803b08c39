using NormSharp.Tensors;

namespace NormSharp.Interop.Tests.Keras.Networks;

/// <summary>
/// A sequence [length, channels] in double, and what Keras's layers of sequences do to it by their definitions: written for tests, one
/// number after another, in Keras's own layout.
/// </summary>
internal sealed class KerasSequence(int length, int channels, Func<int, int, double> of)
{
    private readonly double[] _values = [.. Enumerable.Range(0, length * channels).Select(i => of(i / channels, i % channels))];

    public int Length => length;

    public int Channels => channels;

    /// <summary>The values, position by position.</summary>
    public IReadOnlyList<double> Values => _values;

    public double this[int place, int channel] => _values[(place * channels) + channel];

    public bool Has(int place) => place >= 0 && place < length;

    public KerasSequence With(Func<int, int, double> value) => new(length, channels, value);

    public KerasSequence Map(Func<double, double> map) => With((l, c) => map(this[l, c]));

    public KerasSequence Scale(Func<int, double> factor, double offset) => With((l, c) => (this[l, c] * factor(c)) + offset);

    /// <summary>The windows at each output: <paramref name="take"/> gets the places of one, which may lie outside.</summary>
    public KerasSequence Windows(Window window, int outputs, Func<int[], int, double> take)
    {
        int reach = ((window.Size - 1) * window.Dilation) + 1;
        int count = window.Padding == "valid" ? ((length - reach) / window.Stride) + 1 : (length + window.Stride - 1) / window.Stride;
        int before = window.Padding switch
        {
            "valid" => 0,
            "causal" => reach - 1,
            _ => Math.Max(((count - 1) * window.Stride) + reach - length, 0) / 2,
        };
        return new KerasSequence(count, outputs, (l, o) => take(
            [.. Enumerable.Range(0, window.Size).Select(i => (l * window.Stride) - before + (i * window.Dilation))], o));
    }

    /// <summary>Kernel [size, channels / groups, outputs].</summary>
    public KerasSequence Convolve(Window window, float[] kernel, float[]? bias, int groups = 1)
    {
        int per = channels / groups;
        int outputs = kernel.Length / per / window.Size;
        return Windows(window, outputs, (places, o) =>
        {
            double sum = bias?[o] ?? 0;
            for (int i = 0; i < places.Length; i++)
            {
                for (int c = 0; c < per && Has(places[i]); c++)
                {
                    sum += this[places[i], (o / (outputs / groups) * per) + c] * kernel[(((i * per) + c) * outputs) + o];
                }
            }

            return sum;
        });
    }

    /// <summary>Kernel [size, channels, multiplier]: output channel c·multiplier + m.</summary>
    public KerasSequence Depthwise(Window window, float[] kernel, float[]? bias)
    {
        int multiplier = kernel.Length / window.Size / channels;
        return Windows(window, channels * multiplier, (places, o) => (bias?[o] ?? 0) + places.Select((place, i)
            => Has(place) ? this[place, o / multiplier] * kernel[(i * channels * multiplier) + o] : 0).Sum());
    }

    /// <summary>Kernel [size, outputs, channels]: each value is spread over a window of the output.</summary>
    public KerasSequence Transposed(Window window, float[] kernel, float[] bias)
    {
        int beyond = Math.Max(window.Size - window.Stride, 0);
        int cut = window.Padding == "same" ? beyond / 2 : 0;
        int extent = (length * window.Stride) + (window.Padding == "same" ? 0 : beyond);
        return new KerasSequence(extent, bias.Length, (l, o) =>
        {
            double sum = bias[o];
            for (int from = 0; from < length; from++)
            {
                int tap = l + cut - (from * window.Stride);
                for (int c = 0; c < channels && tap >= 0 && tap < window.Size; c++)
                {
                    sum += this[from, c] * kernel[(((tap * bias.Length) + o) * channels) + c];
                }
            }

            return sum;
        });
    }

    public KerasSequence Pool(Window window, Func<IEnumerable<double>, double> pool)
        => Windows(window, channels, (places, c) => pool(places.Where(Has).Select(place => this[place, c])));

    /// <summary>γ, β, mean, variance.</summary>
    public KerasSequence Normalize(float[][] weights, double epsilon) => new(length, channels, (l, c)
        => ((this[l, c] - weights[2][c]) / Math.Sqrt(weights[3][c] + epsilon) * weights[0][c]) + weights[1][c]);

    public KerasSequence Dense(float[] kernel, float[] bias) => new(length, bias.Length, (l, o)
        => bias[o] + Enumerable.Range(0, channels).Sum(c => this[l, c] * kernel[(c * bias.Length) + o]));

    public KerasSequence Pad(int before, int after) => new(length + before + after, channels, (l, c)
        => Has(l - before) ? this[l - before, c] : 0);

    public KerasSequence Crop(int before, int after) => new(length - before - after, channels, (l, c) => this[l + before, c]);

    public KerasSequence Repeat(int times) => new(length * times, channels, (l, c) => this[l / times, c]);

    /// <summary>All numbers, position by position, as one row.</summary>
    public KerasSequence Flatten() => new(1, length * channels, (_, i) => _values[i]);

    public KerasSequence Global(Func<IEnumerable<double>, double> pool)
        => new(1, channels, (_, c) => pool(Enumerable.Range(0, length).Select(l => this[l, c])));

    /// <summary>As networks have it: [1, C, 1, L].</summary>
    public Tensor ToPlane() => Tensor.From(
        [.. Enumerable.Range(0, length * channels).Select(i => (float)this[i % length, i / length])], [1, channels, 1, length]);

    /// <summary>How windows stand.</summary>
    public sealed record Window(int Size, int Stride = 1, string Padding = "valid", int Dilation = 1);
}
