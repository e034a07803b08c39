using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NormSharp.Kernels.Pooling;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>
/// dy of a normalization after which windows of 2×2 are averaged, made in registers from the gradient of the averages. Or nothing, where
/// dy is in memory as it is.
/// </summary>
/// <remarks>
/// Two rows of dy repeat each average four times. Rows of 8, 16 and 32 fill four vectors from the sixteen averages of one; two rows of 24
/// fill three vectors from twelve averages. Either is a group. Vectors of eight are made one by one, in rows that are whole vectors (<see
/// cref="SpreadGradient"/>).
/// </remarks>
/// <param name="geometry">The windows.</param>
/// <param name="averages">The gradient of the averages.</param>
/// <param name="places">Room for as many as <see cref="PlacesFor"/> says.</param>
internal readonly unsafe struct PooledGradient(PoolingGeometry geometry, float* averages, nint* places)
{
    // A plane is one segment of a reduction.
    private const int Longest = 4096;

    private readonly int _perPlane = geometry.OutHeight * geometry.OutWidth;
    private readonly int _width = geometry.Width;
    private readonly float* _averages = averages;
    private readonly nint* _places = places;

    /// <summary>Whether dy is made so.</summary>
    public bool IsUsed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _averages != null;
    }

    /// <summary>Whether a group fills three vectors, not four.</summary>
    public bool ByThree => _width == 24;

    /// <summary>Numbers of dy in a plane.</summary>
    public int Length => 4 * _perPlane;

    /// <summary>The lanes that a group's averages occupy.</summary>
    public Vector512<float> Mask => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(ByThree ? 12 : 16)).AsSingle();

    /// <summary>
    /// Whether planes are whole groups, of which vectors of 512 bits hold the averages, or rows are whole vectors of 256 bits.
    /// </summary>
    public static bool Fits(in PoolingGeometry g)
    {
        if (!TwoByTwo.Fits(g) || g.Height <= 0 || g.Width <= 0 || (g.Height & 1) != 0 || (long)g.Height * g.Width > Longest)
        {
            return false;
        }

        if (Simd512.IsSupported && Avx512F.IsSupported)
        {
            return g.Width == 24 ? g.Height % 8 == 0 : g.Width is 8 or 16 or 32 && g.Height * g.Width % 64 == 0;
        }

        return IsByVector && g.Width % Simd256.Count == 0;
    }

    /// <summary>Whether vectors of eight are made one by one.</summary>
    private static bool IsByVector => !Simd512.IsSupported && Avx2.IsSupported;

    /// <summary>Vectors of a plane whose places are kept.</summary>
    public static int PlacesFor(in PoolingGeometry g) => IsByVector ? g.Height * g.Width / Simd256.Count : 0;

    /// <summary>The same with its table filled.</summary>
    public PooledGradient WithPlaces()
    {
        for (int vector = 0; IsByVector && vector < Length / Simd256.Count; vector++)
        {
            (int row, int column) = Math.DivRem(vector * Simd256.Count, _width);
            _places[vector] = (row / 2 * (nint)(_width / 2)) + (column / 2);
        }

        return this;
    }

    /// <summary>dy of one plane after the other.</summary>
    /// <param name="plane">The first.</param>
    /// <param name="step">Planes to the loop's next.</param>
    public SpreadGradient From(nint plane, nint step) => new(Averages(plane), step * _perPlane, _places);

    /// <summary>Where a plane's averages begin.</summary>
    public float* Averages(nint plane) => _averages + (plane * _perPlane);

    /// <summary>Which of a group's averages each number of its vector belongs to.</summary>
    public Vector512<int> Places(int vector)
    {
        Vector512<int> at = Vector512<int>.Indices + Vector512.Create(16 * vector);
        Vector512<int> pair = ByThree ? Vector512<int>.Zero : at >>> BitOperations.Log2((uint)(2 * _width));
        Vector512<int> inPair = at - (pair * (2 * _width));
        Vector512<int> inSecond = inPair - Vector512.Create(_width);
        Vector512<int> column = Vector512.ConditionalSelect(Vector512.LessThan(inSecond, Vector512<int>.Zero), inPair, inSecond);
        return (pair * (_width / 2)) + (column >>> 1);
    }

    /// <summary>A group's shares: a quarter of each average's gradient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Shares(float* averages, Vector512<float> mask) =>
        Vector512.Create(0.25f) * Avx512F.MaskLoad(averages, mask, Vector512<float>.Zero);
}
