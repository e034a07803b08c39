using NormSharp.Autograd;
using NormSharp.Layers;

namespace NormSharp.Training;

/// <summary>
/// Trains the last layer alone for the first epochs, so that its random weights do not spoil what the layers before it know. What else is
/// frozen stays so; between two steps nothing is marked, so that files say only what their owner froze.
/// </summary>
internal sealed class HeadFirst
{
    private readonly int _epochs;
    private readonly Parameter[] _body;

    /// <param name="model">The network.</param>
    /// <param name="epochs">How many epochs; 0 trains everything from the start.</param>
    public HeadFirst(Module model, int epochs)
    {
        Module? head = model.NamedModules()
            .Select(entry => entry.Module)
            .LastOrDefault(module => !module.Children.Any() && module.NamedParameters().Any());
        HashSet<Parameter> kept = [.. head?.NamedParameters().Select(entry => entry.Parameter) ?? []];
        _epochs = epochs;
        _body = epochs == 0
            ? []
            : [.. model.NamedParameters().Select(entry => entry.Parameter).Where(other => !other.IsFrozen && !kept.Contains(other))];
    }

    /// <summary>Marks the layers before the head as frozen for a step of an epoch, from 0.</summary>
    public void Begin(int epoch) => Mark(epoch < _epochs);

    /// <summary>Ends the step.</summary>
    public void End() => Mark(false);

    private void Mark(bool isFrozen)
    {
        foreach (Parameter parameter in _body)
        {
            parameter.IsFrozen = isFrozen;
        }
    }
}
