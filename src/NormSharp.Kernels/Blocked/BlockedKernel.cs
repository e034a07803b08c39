using NormSharp.Kernels.Parallel;

namespace NormSharp.Kernels.Blocked;

/// <summary>
/// What a step of an inference plan does to blocked images. Layouts and constants are judged and packed when it is made; a run checks
/// lengths and allocates nothing. Results have the same bits for any number of threads, and several threads may run it at once.
/// </summary>
/// <param name="name">What it does, in a word or two.</param>
/// <param name="input">How images lie.</param>
/// <param name="output">How results lie; their border is written too.</param>
internal abstract unsafe class BlockedKernel(string name, BlockedLayout input, BlockedLayout output)
{
    /// <summary>What it does, in a word or two.</summary>
    public string Name { get; } = name;

    /// <summary>How images lie.</summary>
    public BlockedLayout Input { get; } = input;

    /// <summary>How results lie.</summary>
    public BlockedLayout Output { get; } = output;

    /// <summary>Floats of an image of the second operand; 0 where there is none.</summary>
    public virtual int SecondLength => 0;

    /// <summary>Multiply-adds of an image; 0 for what only moves memory.</summary>
    public virtual long Products => 0;

    /// <summary>Floats of its constants.</summary>
    public virtual long Constants => 0;

    /// <summary>Runs it.</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="images">How many images.</param>
    /// <param name="x">The images.</param>
    /// <param name="second">The second operand; empty where there is none.</param>
    /// <param name="y">The results, written.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Run(ThreadTeam team, int images, ReadOnlySpan<float> x, ReadOnlySpan<float> second, Span<float> y)
    {
        Guard.Length(x.Length, checked(images * Input.Length), nameof(x));
        Guard.Length(second.Length, checked(images * SecondLength), nameof(second));
        Guard.Length(y.Length, checked(images * Output.Length), nameof(y));
        fixed (float* px = x, ps = second, py = y)
        {
            Compute(team, images, new BlockedPointers(px, ps, py));
        }

        // Packed constants live as long as this.
        GC.KeepAlive(this);
    }

    /// <summary>Runs it on operands whose lengths are right.</summary>
    protected abstract void Compute(ThreadTeam team, int images, BlockedPointers operands);

    /// <summary>Throws unless a layout is as it has to be, up to the border.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    protected static void Expect(in BlockedLayout layout, int channels, (int Height, int Width) plane, int lanes)
    {
        if (new BlockedLayout(channels, plane.Height, plane.Width, lanes, layout.Border) != layout)
        {
            throw new ArgumentException(
                $"The layout is {layout}; {channels} × {plane.Height} × {plane.Width} in {lanes} lanes was expected.");
        }
    }
}
