using System.Runtime.CompilerServices;

namespace NormSharp.Kernels.Elementwise.Strides;

/// <summary>Which way numbers go between a view and contiguous memory.</summary>
internal unsafe interface ICopyDirection
{
    /// <summary>Moves one number.</summary>
    static abstract void Move(float* view, float* contiguous);

    /// <summary>Moves a block.</summary>
    static abstract void Move(float* view, float* contiguous, int count);
}

/// <summary>From the view to contiguous memory.</summary>
internal readonly unsafe struct GatherDirection : ICopyDirection
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Move(float* view, float* contiguous) => *contiguous = *view;

    public static void Move(float* view, float* contiguous, int count) =>
        new ReadOnlySpan<float>(view, count).CopyTo(new Span<float>(contiguous, count));
}

/// <summary>From contiguous memory to the view.</summary>
internal readonly unsafe struct ScatterDirection : ICopyDirection
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Move(float* view, float* contiguous) => *view = *contiguous;

    public static void Move(float* view, float* contiguous, int count) => GatherDirection.Move(contiguous, view, count);
}
