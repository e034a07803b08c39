using NormSharp.Kernels.Blocked;
using NormSharp.Tensors;

namespace NormSharp.Inference;

/// <summary>A value that steps on blocked images read or write, while its layout is being found.</summary>
/// <param name="source">The value in its plain shape.</param>
/// <param name="lanes">Channels of a block: 1 for the order [C, H, W].</param>
internal sealed class ImageSlot(PlanValue source, int lanes)
{
    private ImageSlot? _same;
    private (int Height, int Width) _border;
    private PlanValue? _value;

    /// <summary>The value in its plain shape.</summary>
    public PlanValue Source { get; } = source;

    /// <summary>Whether a step has written it already.</summary>
    public bool IsWritten { get; set; }

    /// <summary>How it lies; asked for once all borders are known.</summary>
    public BlockedLayout Layout
    {
        get
        {
            Shape shape = Source.Shape;
            return new BlockedLayout(shape[1], shape[2], shape[3], lanes, Representative._border);
        }
    }

    /// <summary>Whether it is the plain value itself: in the plain order, without a border.</summary>
    public bool IsPlain => lanes == 1 && !Layout.IsBordered;

    /// <summary>The value that steps read and write.</summary>
    public PlanValue Value => _value ??= IsPlain ? Source : new PlanValue([1, Layout.Length]);

    private ImageSlot Representative => _same is null ? this : _same.Representative;

    /// <summary>Asks for a border at least so wide.</summary>
    public void Widen((int Height, int Width) border)
    {
        ImageSlot all = Representative;
        all._border = (Math.Max(all._border.Height, border.Height), Math.Max(all._border.Width, border.Width));
    }

    /// <summary>Gives both one border.</summary>
    public void Join(ImageSlot other)
    {
        ImageSlot all = Representative;
        if (all != other.Representative)
        {
            all.Widen(other.Representative._border);
            other.Representative._same = all;
        }
    }
}
