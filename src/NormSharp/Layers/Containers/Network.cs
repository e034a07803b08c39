using System.Text.Json.Nodes;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Layers that read each other's outputs in any way without a circle; a <see cref="NetworkBuilder"/> makes one. It is trained, saved,
/// summarised, planned and folded like a <see cref="Sequential"/>, and runs as few passes over memory.
/// </summary>
public sealed class Network : Module
{
    /// <summary>The setting of a layer in a network's description that names what it reads.</summary>
    internal const string From = "from";

    private readonly NetworkStep[] _steps;
    private readonly NetworkSchedule _schedule;

    internal Network(IReadOnlyList<string> inputs, IReadOnlyList<NetworkStep> steps, IReadOnlyList<(string Name, string From)> outputs)
    {
        InputNames = [.. inputs];
        OutputNames = [.. outputs.Select(output => output.Name)];
        Sources = [.. outputs.Select(output => output.From)];
        _steps = [.. steps];
        if (outputs.Count == 0)
        {
            throw new ArgumentException("a network needs an output");
        }

        var numbers = new NetworkNames();
        foreach (string input in inputs)
        {
            numbers.Add(input);
        }

        var flow = new DataflowStep[_steps.Length];
        for (int i = 0; i < flow.Length; i++)
        {
            (string name, Module layer, IReadOnlyList<string> from) = _steps[i];
            CheckInputCount(name, layer, from.Count);
            int[] read = [.. from.Select(source => numbers.Find(source, name, _steps))];
            numbers.Add(name);
            flow[i] = new DataflowStep(name, AddChild(name, layer), read);
        }

        Flow = new Dataflow(inputs.Count, flow, [.. Sources.Select((source, i) => numbers.Find(source, OutputNames[i], _steps))]);
        _schedule = new NetworkSchedule(Flow, this);
    }

    internal static LayerDefinition<Network> Definition { get; } = NetworkDescription.Definition;

    /// <summary>What the inputs are called, in the order in which the forward pass takes them.</summary>
    public IReadOnlyList<string> InputNames { get; }

    /// <summary>What the outputs are called; the first is what <see cref="Module.Forward(Tensor)"/> returns.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>The layers in order, and what they read.</summary>
    internal IReadOnlyList<NetworkStep> Steps => _steps;

    /// <summary>The names of the values that are the outputs.</summary>
    internal IReadOnlyList<string> Sources { get; }

    /// <summary>The same by numbers.</summary>
    internal Dataflow Flow { get; }

    /// <summary>Computes all outputs.</summary>
    /// <param name="inputs">As many as <see cref="InputNames"/>.</param>
    /// <param name="outputs">Receives as many as <see cref="OutputNames"/>.</param>
    /// <exception cref="ArgumentException">The numbers of inputs or outputs are others.</exception>
    /// <exception cref="LayerException">The inputs do not fit; the message names the layer.</exception>
    public void Forward(ReadOnlySpan<Tensor> inputs, Span<Tensor> outputs)
    {
        CheckCount(inputs.Length);
        if (outputs.Length != OutputNames.Count)
        {
            throw new ArgumentException(
                $"there are {OutputNames.Count} outputs ({string.Join(", ", OutputNames)}), and room for {outputs.Length}",
                nameof(outputs));
        }

        _schedule.Run(inputs, outputs);
        Observer?.OnForward(this, inputs, outputs[0]);
    }

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => OnForward([x]);

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs)
    {
        CheckCount(inputs.Length);
        return _schedule.Run(inputs);
    }

    /// <summary>Throws unless a layer takes so many inputs.</summary>
    internal static void CheckInputCount(string name, Module layer, int count)
    {
        (int least, int most) = layer is Network network
            ? (network.InputNames.Count, network.InputNames.Count)
            : LayerCatalog.Of(layer)?.InputCount ?? (0, int.MaxValue);
        if (count < least || count > most)
        {
            string takes = most == int.MaxValue ? $"at least {least}" : least == most ? $"{least}" : $"{least} to {most}";
            throw new ArgumentException($"layer {name} ({layer.TypeName}) takes {takes} inputs, and was given {count}");
        }
    }

    private void CheckCount(int count)
    {
        if (count != InputNames.Count)
        {
            throw new ArgumentException(
                $"the network has {InputNames.Count} inputs ({string.Join(", ", InputNames)}), and was given {count}");
        }
    }
}
