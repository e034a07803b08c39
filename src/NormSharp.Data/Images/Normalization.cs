using System.Collections.Immutable;

namespace NormSharp.Data;

/// <summary>How the pixels of a channel become centred and scaled: (v/255 − mean) / deviation.</summary>
/// <param name="Mean">The mean of v/255, one a channel.</param>
/// <param name="Deviation">The standard deviation of v/255, one a channel, each positive.</param>
public sealed record Normalization(ImmutableArray<float> Mean, ImmutableArray<float> Deviation)
{
    /// <summary>Only v/255, for any number of channels.</summary>
    internal static Normalization Identity(int channels) =>
        new([.. Enumerable.Repeat(0f, channels)], [.. Enumerable.Repeat(1f, channels)]);

    /// <summary>Whether both have the same numbers.</summary>
    public bool Equals(Normalization? other) =>
        other is not null && Mean.AsSpan().SequenceEqual(other.Mean.AsSpan()) && Deviation.AsSpan().SequenceEqual(other.Deviation.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (float value in Mean.AddRange(Deviation))
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <summary>Throws unless there is one finite mean and one positive finite deviation a channel.</summary>
    internal void Check(int channels)
    {
        if (Mean.IsDefault || Deviation.IsDefault || Mean.Length != channels || Deviation.Length != channels)
        {
            throw new ArgumentException($"The normalization has {(Mean.IsDefault ? 0 : Mean.Length)} means and "
                + $"{(Deviation.IsDefault ? 0 : Deviation.Length)} deviations; images of {channels} channels need {channels} of each.");
        }

        if (!Mean.All(float.IsFinite) || !Deviation.All(value => float.IsFinite(value) && value > 0))
        {
            throw new ArgumentException("The normalization needs finite means and positive finite deviations.");
        }
    }
}
