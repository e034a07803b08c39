namespace NormSharp.Training;

/// <summary>Which findings of the checks before training count, and how much.</summary>
public sealed record CheckOptions
{
    /// <summary>Ids that are not told, for example <c>BN005</c>; ids that no check has are ignored.</summary>
    public IReadOnlyList<string> Silenced { get; init; } = [];

    /// <summary>Whether a finding that is not silenced refuses the training.</summary>
    public bool Strict { get; init; }

    /// <summary>Whether the same ids are silenced, in the same order, with the same strictness.</summary>
    public bool Equals(CheckOptions? other) => other is not null && Strict == other.Strict && Silenced.SequenceEqual(other.Silenced);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Strict, Silenced.Count);

    internal void Check()
    {
        if (Silenced.Any(id => id is null))
        {
            throw new ArgumentException("one of the silenced findings is null, expected ids such as BN005");
        }
    }
}
