using NormSharp.Backends;
using NormSharp.Kernels.Blocked;
using NormSharp.Kernels.Machine;
using NormSharp.Tensors;

namespace NormSharp.Lowering;

/// <summary>
/// How a step of an inference plan computes on blocked images (<see cref="BlockedLayout"/>): what it needs of their layout, and the step
/// once layouts are known.
/// </summary>
internal abstract class BlockedForm
{
    /// <summary>Numbers of an image in blocks, at most.</summary>
    private const long MostNumbers = 1 << 30;

    /// <summary>Positions of a padded plane that are always in proportion.</summary>
    private const int SmallPlane = 1024;

    /// <summary>Channels of a block.</summary>
    public static int Lanes => WidestVector.Lanes;

    /// <summary>Whether it pays to bring a plain input into blocks for it; other forms follow what is in blocks already.</summary>
    public virtual bool Begins => false;

    /// <summary>Whether inputs and output have one border.</summary>
    public virtual bool KeepsBorder => false;

    /// <summary>Whether it computes these shapes, each of one sample.</summary>
    public abstract bool Suits(IReadOnlyList<Shape> inputs, Shape output);

    /// <summary>Rows and columns of zeros that it needs around its inputs.</summary>
    public virtual (int Height, int Width) Border => default;

    /// <summary>Whether it rather reads an input in the order [C, H, W], with a border.</summary>
    public virtual bool ReadsPlain(Shape input) => false;

    /// <summary>The step. What depends on layouts alone is made here, once for all batches and forks.</summary>
    public abstract Func<Operands, Action> Make(BlockedStep step);

    /// <summary>What it computes for some operands, and by which algorithms it could; null where there is nothing to choose.</summary>
    public virtual Func<Operands, KernelChoice>? Choice(BlockedStep step) => null;

    /// <summary>
    /// Whether a shape is one image with channels, of a size at which blocks and borders cannot exceed what a tensor holds.
    /// </summary>
    protected static bool IsImage(Shape shape)
        => shape.Rank == 4 && shape[0] == 1 && shape[1] > 0 && shape[2] > 0 && shape[3] > 0
            && ((((long)shape[1] - 1) / Lanes) + 1) * Lanes * MostPadded(shape[2], shape[3]) <= MostNumbers;

    /// <summary>Whether a border takes memory in proportion to the image: padding of a stranger's file may be any number.</summary>
    protected static bool IsInProportion(Shape image, (int Height, int Width) border)
        => (image[2] + (2L * border.Height)) * (image[3] + (2L * border.Width)) <= MostPadded(image[2], image[3]);

    private static long MostPadded(long height, long width) => (4 * height * width) + SmallPlane;
}
