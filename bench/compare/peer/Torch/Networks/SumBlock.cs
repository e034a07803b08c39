using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormSharp.Peer.Torch.Networks;

/// <summary>A branch plus a shortcut, then an activation.</summary>
internal sealed class SumBlock : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> branch;
    private readonly Module<Tensor, Tensor>? shortcut;
    private readonly Module<Tensor, Tensor>? activation;

    /// <summary>Joins them.</summary>
    /// <param name="branch">What is computed.</param>
    /// <param name="shortcut">What the input goes through; null for the input itself.</param>
    /// <param name="activation">Applied to the sum, or null.</param>
    public SumBlock(Module<Tensor, Tensor> branch, Module<Tensor, Tensor>? shortcut, Module<Tensor, Tensor>? activation)
        : base(nameof(SumBlock))
    {
        (this.branch, this.shortcut, this.activation) = (branch, shortcut, activation);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        Tensor y = branch.call(x);
        y.add_(shortcut is null ? x : shortcut.call(x));
        return activation is null ? y : activation.call(y);
    }
}
