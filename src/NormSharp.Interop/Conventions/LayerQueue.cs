namespace NormSharp.Interop.Conventions;

/// <summary>Layers of a file in their order, each with its tensors, taken one after another.</summary>
/// <param name="layers">The tensors of each layer.</param>
internal sealed class LayerQueue(List<List<NamedTensor>> layers)
{
    private int _next;

    /// <summary>Takes the next layer that fits; those before it are not offered again.</summary>
    /// <param name="fits">Whether a layer's tensors fit.</param>
    /// <param name="skips">Whether layers may be passed over; else only the very next counts.</param>
    /// <returns>Its tensors; null where none fits, and then nothing is taken.</returns>
    public List<NamedTensor>? Next(Predicate<List<NamedTensor>> fits, bool skips)
    {
        int found = skips ? layers.FindIndex(_next, fits) : _next < layers.Count && fits(layers[_next]) ? _next : -1;
        if (found < 0)
        {
            return null;
        }

        _next = found + 1;
        return layers[found];
    }
}
