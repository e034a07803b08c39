using NormSharp.Compare.Sweep;
using TorchSharp;
using static TorchSharp.torch;

namespace NormSharp.Peer.Torch;

/// <summary>libtorch's side of the sweep, in the memory layout that a trial of both shows to be faster, for each pass by itself.</summary>
internal sealed class TorchPasses : IPasses
{
    private const double TrialMilliseconds = 20;

    private readonly DisposeScope _scope = NewDisposeScope();

    public TorchPasses(SweepShape shape)
    {
        Forward = Fastest(layout => ForwardPass(shape, layout));
        Both = Fastest(layout => BothPasses(shape, layout));
    }

    /// <inheritdoc/>
    public Action Forward { get; }

    /// <inheritdoc/>
    public Action? Both { get; }

    /// <inheritdoc/>
    public void Dispose() => _scope.Dispose();

    private static Action Fastest(Func<MemoryLayout, Action> make)
        => Enum.GetValues<MemoryLayout>().Select(make).MinBy(work =>
        {
            Turn.WarmUp(work, TrialMilliseconds);
            return Turn.Of(work, TrialMilliseconds).Median;
        })!;

    private static Action ForwardPass(SweepShape shape, MemoryLayout layout)
    {
        (Tensor x, Tensor weight) = (Input(shape, layout), Weight(shape, layout));
        return () =>
        {
            using IDisposable noGradient = inference_mode();
            using Tensor y = Convolve(shape, x, weight);
        };
    }

    private static Action BothPasses(SweepShape shape, MemoryLayout layout)
    {
        Tensor x = Input(shape, layout).requires_grad_();
        Tensor weight = Weight(shape, layout).requires_grad_();
        Tensor dy = layout.Place(rand(shape.Batch, shape.Filters, shape.OutputSize, shape.OutputSize) - 0.5);
        return () =>
        {
            using DisposeScope step = NewDisposeScope();
            Tensor y = Convolve(shape, x, weight);
            autograd.grad([y], [x, weight], [dy]);
        };
    }

    private static Tensor Input(SweepShape shape, MemoryLayout layout)
        => layout.Place(rand(shape.Batch, shape.Channels, shape.Size, shape.Size) - 0.5);

    private static Tensor Weight(SweepShape shape, MemoryLayout layout)
    {
        (int outer, int inner) = shape.IsTransposed ? (shape.Channels, shape.FiltersPerGroup) : (shape.Filters, shape.ChannelsPerGroup);
        return layout.Place(rand(outer, inner, shape.Kernel, shape.Kernel) - 0.5);
    }

    private static Tensor Convolve(SweepShape shape, Tensor x, Tensor weight)
    {
        SweepWindow window = shape.Window;
        long[] stride = [window.Stride, window.Stride];
        long[] padding = [window.Padding, window.Padding];
        long[] dilation = [window.Dilation, window.Dilation];
        return shape.IsTransposed
            ? nn.functional.conv_transpose2d(x, weight, null, stride, padding, null, dilation, window.Groups)
            : nn.functional.conv2d(x, weight, null, stride, padding, dilation, window.Groups);
    }
}
