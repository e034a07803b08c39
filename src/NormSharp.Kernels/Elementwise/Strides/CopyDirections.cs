using System.Runtime.CompilerServices;

namespace NormSharp.Kernels.Elementwise.Strides;

/// <summary>Which way numbers go between a view and contiguous memory.</summary>
internal unsafe interface ICopyDirection
{
    /// <summary>Whether the view is what is written.</summary>
    static abstract bool IntoView { get; }

    /// <summary>Moves one number.</summary>
    static abstract void Move(float* view, float* contiguous);

    /// <summary>Moves a block.</summary>
    static abstract void Move(float* view, float* contiguous, int count);
}

/// <summary>From the view to contiguous memory.</summary>
internal readonly unsafe struct GatherDirection : ICopyDirection
{
    public static bool IntoView => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Move(float* view, float* contiguous) => *contiguous = *view;

    public static void Move(float* view, float* contiguous, int count) =>
        new ReadOnlySpan<float>(view, count).CopyTo(new Span<float>(contiguous, count));
}

/// <summary>From contiguous memory to the view.</summary>
internal readonly unsafe struct ScatterDirection : ICopyDirection
{
    public static bool IntoView => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Move(float* view, float* contiguous) => *view = *contiguous;

    public static void Move(float* view, float* contiguous, int count) => GatherDirection.Move(contiguous, view, count);
}
