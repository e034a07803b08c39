namespace NormSharp.Layers;

/// <summary>
/// How values flow through a container in evaluation: what a graph of the model opens it by. Values are numbered, the inputs from 0, then
/// the outputs of the steps in order; a step reads only values before its own.
/// </summary>
/// <param name="InputCount">How many inputs the container has.</param>
/// <param name="Steps">What is computed, in order.</param>
/// <param name="Outputs">The numbers of the values that the container gives; the first is what its forward pass returns.</param>
internal sealed record Dataflow(int InputCount, IReadOnlyList<DataflowStep> Steps, params IReadOnlyList<int> Outputs)
{
    /// <summary>Layers one after another.</summary>
    public static Dataflow Chain(IEnumerable<(string Name, Module Child)> layers)
    {
        DataflowStep[] steps = [.. layers.Select((layer, i) => new DataflowStep(layer.Name, layer.Child, i))];
        return new Dataflow(1, steps, steps.Length);
    }
}
