using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>log softmax over the last dimension: y = x − log Σ exp x. Networks of others often end with it.</summary>
internal sealed class LogSoftmax : Module
{
    internal static LayerDefinition<LogSoftmax> Definition { get; } = new()
    {
        Type = nameof(LogSoftmax),
        Make = _ => new LogSoftmax(),
        Describe = (_, _) => [],
        State = _ => StateSize.None,
        Output = (_, inputs) => inputs[0],
    };

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.LogSoftmax();
}
