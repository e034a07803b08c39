namespace NormSharp.Layers;

/// <summary>The numbers of a network's values by their names.</summary>
internal sealed class NetworkNames
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>Numbers the next value.</summary>
    /// <exception cref="ArgumentException">The name is taken or empty.</exception>
    public void Add(string name)
    {
        if (string.IsNullOrEmpty(name) || !_numbers.TryAdd(name, _numbers.Count))
        {
            throw new ArgumentException($"\"{name}\" cannot name a value of the network: names are unique and not empty");
        }
    }

    /// <summary>The number of a value that has been added.</summary>
    /// <exception cref="ArgumentException">There is none before the reader.</exception>
    public int Find(string name, string reader, IReadOnlyList<NetworkStep> steps) => _numbers.TryGetValue(name, out int number)
        ? number
        : throw new ArgumentException(steps.Any(step => step.Name == name)
            ? $"{reader} reads \"{name}\", which is not computed before it: the layers are out of order, or form a circle"
            : $"{reader} reads \"{name}\", and there is no input and no layer of that name");
}
