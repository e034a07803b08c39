using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Batch normalization whose numbers are constants: y = weight·(x − running_mean)/√(running_var + ε) + bias, channel by channel, for inputs
/// of any rank from 2, [N, C, …] by default.
/// </summary>
/// <remarks>
/// <para>Nothing changes it: not training mode, in whatever parents, not an optimizer, not recalibration, not unfreezing. Gradients pass
/// through it to x: dx = weight/√(running_var + ε)·dy. An empty batch gives an empty output.</para>
/// <para>State: the buffers <c>weight, bias, running_mean, running_var</c>, as torchvision's layer of the same purpose names them.</para>
/// <para>Source: Ioffe and Szegedy 2015, algorithm 2, line 11; fixed while fine-tuning as in He, Zhang, Ren and Sun 2016, "Deep Residual
/// Learning for Image Recognition", appendix A.</para>
/// </remarks>
public sealed class FrozenBatchNorm : Module, IActivationFusing, IChannelAffine
{
    /// <summary>Makes the layer with weight 1, bias 0, mean 0 and variance 1; values are loaded, or copied by <see cref="From"/>.</summary>
    /// <param name="channels">C: the extent of the channels' dimension.</param>
    /// <param name="epsilon">ε, added to the variance under the root.</param>
    /// <param name="axis">The dimension of the channels, which may count from the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no channel, or ε is negative.</exception>
    public FrozenBatchNorm(int channels, double epsilon = 1e-5, int axis = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (!(epsilon >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(epsilon), $"FrozenBatchNorm: epsilon is {epsilon} and must be at least 0");
        }

        (Channels, Epsilon, Axis) = (channels, epsilon, axis);
        Weight = AddBuffer("weight", Tensor.Ones([channels]));
        Bias = AddBuffer("bias", Tensor.Zeros([channels]));
        RunningMean = AddBuffer("running_mean", Tensor.Zeros([channels]));
        RunningVariance = AddBuffer("running_var", Tensor.Ones([channels]));
    }

    internal static LayerDefinition<FrozenBatchNorm> Definition { get; } = new()
    {
        Type = nameof(FrozenBatchNorm),
        Make = settings => new FrozenBatchNorm(settings.Int("channels"), settings.Double("epsilon"), settings.OptionalInt("axis") ?? 1),
        Describe = (layer, _) => new JsonObject { ["channels"] = layer.Channels, ["epsilon"] = layer.Epsilon, ["axis"] = layer.Axis },
        State = settings => new StateSize(0, StateSize.Product(4, settings.Int("channels"))),
        Output = (settings, inputs) =>
        {
            ChannelPlanes.Axis(inputs[0], settings.OptionalInt("axis") ?? 1, settings.Int("channels"));
            return inputs[0];
        },
        Normalization = "frozen batch",
    };

    /// <summary>The extent of the channels' dimension.</summary>
    public int Channels { get; }

    /// <summary>ε, added to the variance under the root.</summary>
    public double Epsilon { get; }

    /// <summary>The dimension of the channels, which may count from the end.</summary>
    public int Axis { get; }

    /// <summary>γ [C].</summary>
    public Tensor Weight { get; }

    /// <summary>β [C].</summary>
    public Tensor Bias { get; }

    /// <summary>μ [C].</summary>
    public Tensor RunningMean { get; }

    /// <summary>σ² [C].</summary>
    public Tensor RunningVariance { get; }

    IForwardObserver? IActivationFusing.Observer => Observer;

    /// <summary>What a batch normalization computes in evaluation, for good.</summary>
    /// <exception cref="ArgumentException">It keeps no running statistics, or does not know its channels yet.</exception>
    public static FrozenBatchNorm From(BatchNorm layer)
    {
        if (layer.RunningMean is null)
        {
            throw new ArgumentException($"layer {layer.Path} ({layer.TypeName}) has no running statistics to freeze", nameof(layer));
        }

        var frozen = new FrozenBatchNorm(layer.Channels, layer.Options.Epsilon, layer.Options.Axis);
        layer.Gamma?.CopyTo(frozen.Weight.AsSpan());
        layer.Beta?.CopyTo(frozen.Bias.AsSpan());
        layer.RunningMean.CopyTo(frozen.RunningMean.AsSpan());
        layer.RunningVariance!.CopyTo(frozen.RunningVariance.AsSpan());
        return frozen;
    }

    /// <summary>
    /// A copy of a model in which every <see cref="BatchNorm"/> that keeps running statistics is frozen for good, with the same state
    /// otherwise.
    /// </summary>
    /// <param name="model">The model; it is left as it is.</param>
    /// <exception cref="NotSupportedException">A layer does not describe itself.</exception>
    public static Module Convert(Module model) => ModelRewriting.Rewrite(model, layer =>
    {
        if ((string?)layer["type"] == nameof(BatchNorm) && layer["channels"] is not null && (bool)layer["track_running_statistics"]!)
        {
            layer["type"] = nameof(FrozenBatchNorm);
        }
    });

    /// <inheritdoc/>
    public bool TryGetAffine([NotNullWhen(true)] out ChannelAffine? affine, [NotNullWhen(false)] out string? obstacle)
    {
        if (Axis != 1)
        {
            return ChannelAffine.Refuse(
                $"has its channels in dimension {Axis}; folding takes them in dimension 1", out affine, out obstacle);
        }

        affine = ChannelAffine.FromStatistics(RunningMean, RunningVariance, Epsilon, Weight, Bias);
        obstacle = null;
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"FrozenBatchNorm({Channels})";

    Tensor IActivationFusing.ForwardThrough(Tensor x, Activation activation)
    {
        try
        {
            return Normalized(x, activation);
        }
        catch (ArgumentException error) when (error is not LayerException)
        {
            throw new LayerException(Path, TypeName, x.Shape, error);
        }
    }

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => Normalized(x, Activation.Identity);

    private Tensor Normalized(Tensor x, Activation activation)
    {
        int axis = ChannelPlanes.Axis(x.Shape, Axis, Channels);
        Tensor y = (axis == 1 ? x : x.AsChannelPlanes(axis)).Normalize(
            new StoredStatistics(RunningMean, RunningVariance, Epsilon), Weight, Bias, activation);
        return axis == 1 ? y : y.Reshape(x.Shape.AsSpan());
    }
}
