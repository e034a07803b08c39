using NormSharp.Primitives;

namespace NormSharp.Data;

/// <summary>
/// The random choices of one picture. Only sums, products and comparisons follow a draw, which IEEE 754 rounds alike everywhere:
/// no logarithm or sine, whose last bit differs between platforms.
/// </summary>
internal sealed class Dice(ulong seed, ulong stream)
{
    private Philox _random = new(seed, stream);

    /// <summary>Uniform in [low, high).</summary>
    public float Range(float low, float high) => low + ((high - low) * _random.NextSingle());

    /// <summary>Between low and high, most often in the middle: the mean of three uniform numbers.</summary>
    public float Bell(float low, float high) =>
        low + ((high - low) * (_random.NextSingle() + _random.NextSingle() + _random.NextSingle()) * (1f / 3f));

    /// <summary>Between −1 and 1, most often near 0, from a single draw: the mean of four uniform bytes.</summary>
    public float Noise()
    {
        uint bits = _random.NextUInt32();
        uint sum = (bits & 255) + ((bits >> 8) & 255) + ((bits >> 16) & 255) + (bits >> 24);
        return (sum * (1f / 510f)) - 1;
    }

    /// <summary>Four independent numbers from −1 to 1, in steps of 1/127.5, from a single draw.</summary>
    public void Fill(Span<float> four)
    {
        uint bits = _random.NextUInt32();
        for (int i = 0; i < four.Length; i++)
        {
            four[i] = (((bits >> (8 * i)) & 255) * (1f / 127.5f)) - 1;
        }
    }

    /// <summary>True with that probability.</summary>
    public bool Chance(float probability) => _random.NextSingle() < probability;

    /// <summary>Uniform in 0 … bound − 1.</summary>
    public int Int(int bound) => _random.NextInt(bound);

    /// <summary>One of the choices, with probabilities in proportion to the weights.</summary>
    public T Pick<T>(params ReadOnlySpan<(float Weight, T Choice)> choices)
    {
        float total = 0;
        foreach ((float weight, _) in choices)
        {
            total += weight;
        }

        float left = _random.NextSingle() * total;
        foreach ((float weight, T choice) in choices)
        {
            left -= weight;
            if (left < 0)
            {
                return choice;
            }
        }

        return choices[^1].Choice;
    }
}
