using System.Globalization;

namespace NormSharp.Layers;

/// <summary>
/// Puts a network of any form together, one layer after another: shortcuts, dense connections, gates, U-shapes, several inputs and
/// outputs. A layer that is added twice stands in two places and has its parameters once.
/// </summary>
/// <example>
/// <code>
/// var net = new NetworkBuilder();
/// SymbolicTensor image = net.Input("image");
/// SymbolicTensor a = net.Add("conv1", new Conv2d(1, 8, 3, new() { Padding = 1 }), image);
/// SymbolicTensor b = net.Add("conv2", new Conv2d(8, 8, 3, new() { Padding = 1 }), a);
/// SymbolicTensor joined = net.Concatenate(a, b);
/// Network model = net.Build(net.Add("head", new Conv2d(16, 10, 1), joined));
/// </code>
/// </example>
public sealed class NetworkBuilder
{
    private readonly List<string> _inputs = [];
    private readonly List<NetworkStep> _steps = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>An input of the network; several are given to its forward pass in the order in which they were added.</summary>
    /// <exception cref="ArgumentException">The name is taken or empty.</exception>
    public SymbolicTensor Input(string name = "input")
    {
        Take(name);
        _inputs.Add(name);
        return new SymbolicTensor(this, name);
    }

    /// <summary>Adds a layer under a name of its own.</summary>
    /// <param name="name">Unique, not empty, without a dot.</param>
    /// <param name="layer">The layer, or a whole network.</param>
    /// <param name="inputs">What it reads.</param>
    /// <exception cref="ArgumentException">
    /// The name cannot be one, the layer takes another number of inputs, or an input is another network's.
    /// </exception>
    public SymbolicTensor Add(string name, Module layer, params ReadOnlySpan<SymbolicTensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(layer);
        var from = new string[inputs.Length];
        for (int i = 0; i < from.Length; i++)
        {
            from[i] = NameOf(inputs[i]);
        }

        Network.CheckInputCount(name, layer, from.Length);
        if (name.Contains('.', StringComparison.Ordinal))
        {
            throw new ArgumentException($"\"{name}\" cannot name a layer: names have no dot", nameof(name));
        }

        Take(name);
        _steps.Add(new NetworkStep(name, layer, from));
        return new SymbolicTensor(this, name);
    }

    /// <summary>Adds a layer under its number, which counts from 0.</summary>
    /// <exception cref="ArgumentException">The layer takes another number of inputs, or an input is another network's.</exception>
    public SymbolicTensor Add(Module layer, params ReadOnlySpan<SymbolicTensor> inputs)
        => Add(_steps.Count.ToString(CultureInfo.InvariantCulture), layer, inputs);

    /// <summary>Adds a <see cref="Layers.Sum"/> of values of one shape.</summary>
    public SymbolicTensor Sum(params ReadOnlySpan<SymbolicTensor> inputs) => Add(new Sum(), inputs);

    /// <summary>Adds a <see cref="Layers.Product"/>, which repeats dimensions of extent 1.</summary>
    public SymbolicTensor Product(params ReadOnlySpan<SymbolicTensor> inputs) => Add(new Product(), inputs);

    /// <summary>Adds a <see cref="Layers.Concatenate"/> along the channels.</summary>
    public SymbolicTensor Concatenate(params ReadOnlySpan<SymbolicTensor> inputs) => Add(new Concatenate(), inputs);

    /// <summary>The network that gives one value.</summary>
    /// <exception cref="ArgumentException">The value is another network's, or a layer is used by nothing.</exception>
    public Network Build(SymbolicTensor output) => Build(("output", output));

    /// <summary>The network that gives several values; the first is what <see cref="Module.Forward(Tensors.Tensor)"/> returns.</summary>
    /// <exception cref="ArgumentException">There is no output, a value is another network's, or a layer is used by nothing.</exception>
    public Network Build(params ReadOnlySpan<(string Name, SymbolicTensor Value)> outputs)
    {
        var named = new (string Name, string From)[outputs.Length];
        for (int i = 0; i < named.Length; i++)
        {
            named[i] = (outputs[i].Name, NameOf(outputs[i].Value));
        }

        var used = _steps.SelectMany(step => step.From).Concat(named.Select(output => output.From)).ToHashSet(StringComparer.Ordinal);
        return _steps.Find(step => !used.Contains(step.Name)) is { } idle
            ? throw new ArgumentException(
                $"layer {idle.Name} ({idle.Layer.TypeName}) is used by nothing: connect it to another layer or make it an output")
            : new Network(_inputs, _steps, named);
    }

    private void Take(string name)
    {
        if (string.IsNullOrEmpty(name) || !_names.Add(name))
        {
            throw new ArgumentException($"\"{name}\" cannot name a value of the network: names are unique and not empty", nameof(name));
        }
    }

    private string NameOf(SymbolicTensor value) => value.Owner == this
        ? value.Name
        : throw new ArgumentException($"{value.Name} is a value of another network", nameof(value));
}
