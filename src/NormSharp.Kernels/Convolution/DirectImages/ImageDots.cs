using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution.DirectImages;

/// <summary>
/// The micro-kernels of <see cref="DirectImagesWeightGradient"/>: products of the outputs' gradients with the inputs that taps meet, added
/// up along the positions of some images in 24 sums, as six filters by four lines or four by six, or in 12 where there are 16 registers. A
/// line is what one channel and tap read.
/// </summary>
internal static unsafe class ImageDots
{
    /// <summary>Vectors of sums of a block.</summary>
    public static int Sums => ImageShape.HasManyRegisters(SimdWidth.Count) ? 24 : 12;

    private const MethodImplOptions Kernel = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <summary>
    /// sums[filter, line] += Σ over images and positions of dy[image, filter, position] · x[image, line, position], six filters by four
    /// lines.
    /// </summary>
    /// <param name="extent">The images' part.</param>
    /// <param name="dy">The first filter of the first image.</param>
    /// <param name="x">What the patch rows' offsets count from.</param>
    /// <param name="lines">Offsets of the patch rows.</param>
    /// <param name="ahead">What is prefetched meanwhile, a cache line for each vector of positions.</param>
    /// <param name="sums">24 vectors.</param>
    [MethodImpl(Kernel)]
    public static void SixByFour<TS, TV>(in ImageExtent extent, float* dy, float* x, nint* lines, float* ahead, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        // each f from 0 to 5:
        //     TV c{f}0 = TS.Zero, c{f}1 = TS.Zero, c{f}2 = TS.Zero, c{f}3 = TS.Zero;
        TV c00 = TS.Zero, c01 = TS.Zero, c02 = TS.Zero, c03 = TS.Zero;
        TV c10 = TS.Zero, c11 = TS.Zero, c12 = TS.Zero, c13 = TS.Zero;
        TV c20 = TS.Zero, c21 = TS.Zero, c22 = TS.Zero, c23 = TS.Zero;
        TV c30 = TS.Zero, c31 = TS.Zero, c32 = TS.Zero, c33 = TS.Zero;
        TV c40 = TS.Zero, c41 = TS.Zero, c42 = TS.Zero, c43 = TS.Zero;
        TV c50 = TS.Zero, c51 = TS.Zero, c52 = TS.Zero, c53 = TS.Zero;
        // end
        // each l from 0 to 3:
        //     nint line{l} = lines[{l}];
        nint line0 = lines[0];
        nint line1 = lines[1];
        nint line2 = lines[2];
        nint line3 = lines[3];
        // end
        nint plane = extent.Plane;
        for (int image = 0; image < extent.Images; image++)
        {
            float* g = dy + (image * extent.GradientStride);
            float* h = g + (3 * plane);
            float* source = x + (image * extent.InputStride);
            nint* halves = extent.Places;
            for (float* end = g + plane; g < end; g += TS.Count, h += TS.Count, halves += 2, ahead += Cache.LineLength)
            {
                Cache.PrefetchLine(ahead);
                // each f from 0 to 5:
                //     TV g{f} = TS.Load({f / 3 ? g|h}{+ f % 3 plane});
                TV g0 = TS.Load(g);
                TV g1 = TS.Load(g + plane);
                TV g2 = TS.Load(g + (2 * plane));
                TV g3 = TS.Load(h);
                TV g4 = TS.Load(h + plane);
                TV g5 = TS.Load(h + (2 * plane));
                // end
                float* lower = source + halves[0];
                float* upper = source + halves[1];
                TV line;
                // each l from 0 to 3:
                //     line = TS.LoadHalves(lower + line{l}, upper + line{l});
                //     each f from 0 to 5:
                //         c{f}{l} = TS.MultiplyAdd(line, g{f}, c{f}{l});
                line = TS.LoadHalves(lower + line0, upper + line0);
                c00 = TS.MultiplyAdd(line, g0, c00);
                c10 = TS.MultiplyAdd(line, g1, c10);
                c20 = TS.MultiplyAdd(line, g2, c20);
                c30 = TS.MultiplyAdd(line, g3, c30);
                c40 = TS.MultiplyAdd(line, g4, c40);
                c50 = TS.MultiplyAdd(line, g5, c50);
                line = TS.LoadHalves(lower + line1, upper + line1);
                c01 = TS.MultiplyAdd(line, g0, c01);
                c11 = TS.MultiplyAdd(line, g1, c11);
                c21 = TS.MultiplyAdd(line, g2, c21);
                c31 = TS.MultiplyAdd(line, g3, c31);
                c41 = TS.MultiplyAdd(line, g4, c41);
                c51 = TS.MultiplyAdd(line, g5, c51);
                line = TS.LoadHalves(lower + line2, upper + line2);
                c02 = TS.MultiplyAdd(line, g0, c02);
                c12 = TS.MultiplyAdd(line, g1, c12);
                c22 = TS.MultiplyAdd(line, g2, c22);
                c32 = TS.MultiplyAdd(line, g3, c32);
                c42 = TS.MultiplyAdd(line, g4, c42);
                c52 = TS.MultiplyAdd(line, g5, c52);
                line = TS.LoadHalves(lower + line3, upper + line3);
                c03 = TS.MultiplyAdd(line, g0, c03);
                c13 = TS.MultiplyAdd(line, g1, c13);
                c23 = TS.MultiplyAdd(line, g2, c23);
                c33 = TS.MultiplyAdd(line, g3, c33);
                c43 = TS.MultiplyAdd(line, g4, c43);
                c53 = TS.MultiplyAdd(line, g5, c53);
                // end
            }
        }

        // each f from 0 to 5:
        //     Add<TS, TV>(sums{+ 4 * f TS.Count}, c{f}0, c{f}1, c{f}2, c{f}3);
        Add<TS, TV>(sums, c00, c01, c02, c03);
        Add<TS, TV>(sums + (4 * TS.Count), c10, c11, c12, c13);
        Add<TS, TV>(sums + (8 * TS.Count), c20, c21, c22, c23);
        Add<TS, TV>(sums + (12 * TS.Count), c30, c31, c32, c33);
        Add<TS, TV>(sums + (16 * TS.Count), c40, c41, c42, c43);
        Add<TS, TV>(sums + (20 * TS.Count), c50, c51, c52, c53);
        // end
    }

    /// <summary>The same for six filters by two patch rows, where vectors of positions lie in one row: 12 vectors of sums.</summary>
    /// <param name="extent">The images' part.</param>
    /// <param name="dy">The first filter of the first image.</param>
    /// <param name="x">What the patch rows' offsets count from.</param>
    /// <param name="lines">Offsets of the patch rows.</param>
    /// <param name="ahead">What is prefetched meanwhile, a cache line for each vector of positions.</param>
    /// <param name="sums">12 vectors.</param>
    [MethodImpl(Kernel)]
    public static void SixByTwo<TS, TV>(in ImageExtent extent, float* dy, float* x, nint* lines, float* ahead, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        // each f from 0 to 5:
        //     TV c{f}0 = TS.Zero, c{f}1 = TS.Zero;
        TV c00 = TS.Zero, c01 = TS.Zero;
        TV c10 = TS.Zero, c11 = TS.Zero;
        TV c20 = TS.Zero, c21 = TS.Zero;
        TV c30 = TS.Zero, c31 = TS.Zero;
        TV c40 = TS.Zero, c41 = TS.Zero;
        TV c50 = TS.Zero, c51 = TS.Zero;
        // end
        nint plane = extent.Plane;
        for (int image = 0; image < extent.Images; image++)
        {
            float* g = dy + (image * extent.GradientStride);
            float* h = g + (3 * plane);
            float* first = x + (image * extent.InputStride) + lines[0];
            float* second = x + (image * extent.InputStride) + lines[1];
            nint* places = extent.Places;
            for (float* end = g + plane; g < end; g += TS.Count, h += TS.Count, places++, ahead += Cache.LineLength)
            {
                Cache.PrefetchLine(ahead);
                nint at = *places;
                TV x0 = TS.Load(first + at);
                TV x1 = TS.Load(second + at);
                TV gradient;
                // each f from 0 to 5:
                //     gradient = TS.Load({f / 3 ? g|h}{+ f % 3 plane});
                //     c{f}0 = TS.MultiplyAdd(x0, gradient, c{f}0);
                //     c{f}1 = TS.MultiplyAdd(x1, gradient, c{f}1);
                gradient = TS.Load(g);
                c00 = TS.MultiplyAdd(x0, gradient, c00);
                c01 = TS.MultiplyAdd(x1, gradient, c01);
                gradient = TS.Load(g + plane);
                c10 = TS.MultiplyAdd(x0, gradient, c10);
                c11 = TS.MultiplyAdd(x1, gradient, c11);
                gradient = TS.Load(g + (2 * plane));
                c20 = TS.MultiplyAdd(x0, gradient, c20);
                c21 = TS.MultiplyAdd(x1, gradient, c21);
                gradient = TS.Load(h);
                c30 = TS.MultiplyAdd(x0, gradient, c30);
                c31 = TS.MultiplyAdd(x1, gradient, c31);
                gradient = TS.Load(h + plane);
                c40 = TS.MultiplyAdd(x0, gradient, c40);
                c41 = TS.MultiplyAdd(x1, gradient, c41);
                gradient = TS.Load(h + (2 * plane));
                c50 = TS.MultiplyAdd(x0, gradient, c50);
                c51 = TS.MultiplyAdd(x1, gradient, c51);
                // end
            }
        }

        // each k from 0 to 2:
        //     Add<TS, TV>(sums{+ 4 * k TS.Count}, c{2 * k}0, c{2 * k}1, c{2 * k + 1}0, c{2 * k + 1}1);
        Add<TS, TV>(sums, c00, c01, c10, c11);
        Add<TS, TV>(sums + (4 * TS.Count), c20, c21, c30, c31);
        Add<TS, TV>(sums + (8 * TS.Count), c40, c41, c50, c51);
        // end
    }

    /// <summary>
    /// The same for six filters by one patch row, which a last block often has left, and for dy alone, which costs nothing beside it: the
    /// sums stand where the block's first two patch rows have them.
    /// </summary>
    /// <param name="extent">The images' part.</param>
    /// <param name="dy">The first filter of the first image.</param>
    /// <param name="x">What the patch row's offset counts from.</param>
    /// <param name="line">The patch row's offset.</param>
    /// <param name="ahead">What is prefetched meanwhile, a cache line for each vector of positions.</param>
    /// <param name="sums">The block's vectors.</param>
    /// <param name="lines">Patch rows of a whole block: vectors from one filter's sums to the next's.</param>
    [MethodImpl(Kernel)]
    public static void SixByOne<TS, TV, TPlaces>(
        in ImageExtent extent, float* dy, float* x, nint line, float* ahead, float* sums, int lines)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TPlaces : struct, IPlaces
    {
        // each l from 0 to 1:
        //     each f from 0 to 5:
        //         TV c{f}{l} = TS.Zero;
        TV c00 = TS.Zero;
        TV c10 = TS.Zero;
        TV c20 = TS.Zero;
        TV c30 = TS.Zero;
        TV c40 = TS.Zero;
        TV c50 = TS.Zero;
        TV c01 = TS.Zero;
        TV c11 = TS.Zero;
        TV c21 = TS.Zero;
        TV c31 = TS.Zero;
        TV c41 = TS.Zero;
        TV c51 = TS.Zero;
        // end
        nint plane = extent.Plane;
        for (int image = 0; image < extent.Images; image++)
        {
            float* g = dy + (image * extent.GradientStride);
            float* h = g + (3 * plane);
            float* source = x + (image * extent.InputStride) + line;
            nint* places = extent.Places;
            for (float* end = g + plane; g < end; g += TS.Count, h += TS.Count, places += TPlaces.Count, ahead += Cache.LineLength)
            {
                Cache.PrefetchLine(ahead);
                TV values = TPlaces.Load<TS, TV>(source, places);
                TV gradient;
                // each f from 0 to 5:
                //     gradient = TS.Load({f / 3 ? g|h}{+ f % 3 plane});
                //     c{f}0 = TS.MultiplyAdd(values, gradient, c{f}0);
                //     c{f}1 = TS.Add(c{f}1, gradient);
                gradient = TS.Load(g);
                c00 = TS.MultiplyAdd(values, gradient, c00);
                c01 = TS.Add(c01, gradient);
                gradient = TS.Load(g + plane);
                c10 = TS.MultiplyAdd(values, gradient, c10);
                c11 = TS.Add(c11, gradient);
                gradient = TS.Load(g + (2 * plane));
                c20 = TS.MultiplyAdd(values, gradient, c20);
                c21 = TS.Add(c21, gradient);
                gradient = TS.Load(h);
                c30 = TS.MultiplyAdd(values, gradient, c30);
                c31 = TS.Add(c31, gradient);
                gradient = TS.Load(h + plane);
                c40 = TS.MultiplyAdd(values, gradient, c40);
                c41 = TS.Add(c41, gradient);
                gradient = TS.Load(h + (2 * plane));
                c50 = TS.MultiplyAdd(values, gradient, c50);
                c51 = TS.Add(c51, gradient);
                // end
            }
        }

        nint row = lines * TS.Count;
        // each f from 0 to 5:
        //     Add<TS, TV>(sums{+ f row}, c{f}0, c{f}1);
        Add<TS, TV>(sums, c00, c01);
        Add<TS, TV>(sums + row, c10, c11);
        Add<TS, TV>(sums + (2 * row), c20, c21);
        Add<TS, TV>(sums + (3 * row), c30, c31);
        Add<TS, TV>(sums + (4 * row), c40, c41);
        Add<TS, TV>(sums + (5 * row), c50, c51);
        // end
    }

    /// <summary>The same for four filters by six patch rows.</summary>
    /// <param name="extent">The images' part.</param>
    /// <param name="dy">The first filter of the first image.</param>
    /// <param name="x">What the patch rows' offsets count from.</param>
    /// <param name="lines">Offsets of the patch rows.</param>
    /// <param name="ahead">What is prefetched meanwhile, a cache line for each vector of positions.</param>
    /// <param name="sums">24 vectors.</param>
    [MethodImpl(Kernel)]
    public static void FourBySix<TS, TV>(in ImageExtent extent, float* dy, float* x, nint* lines, float* ahead, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        // each f from 0 to 3:
        //     TV c{f}0 = TS.Zero, c{f}1 = TS.Zero, c{f}2 = TS.Zero, c{f}3 = TS.Zero, c{f}4 = TS.Zero, c{f}5 = TS.Zero;
        TV c00 = TS.Zero, c01 = TS.Zero, c02 = TS.Zero, c03 = TS.Zero, c04 = TS.Zero, c05 = TS.Zero;
        TV c10 = TS.Zero, c11 = TS.Zero, c12 = TS.Zero, c13 = TS.Zero, c14 = TS.Zero, c15 = TS.Zero;
        TV c20 = TS.Zero, c21 = TS.Zero, c22 = TS.Zero, c23 = TS.Zero, c24 = TS.Zero, c25 = TS.Zero;
        TV c30 = TS.Zero, c31 = TS.Zero, c32 = TS.Zero, c33 = TS.Zero, c34 = TS.Zero, c35 = TS.Zero;
        // end
        // each l from 0 to 5:
        //     nint line{l} = lines[{l}];
        nint line0 = lines[0];
        nint line1 = lines[1];
        nint line2 = lines[2];
        nint line3 = lines[3];
        nint line4 = lines[4];
        nint line5 = lines[5];
        // end
        nint plane = extent.Plane;
        for (int image = 0; image < extent.Images; image++)
        {
            float* g = dy + (image * extent.GradientStride);
            float* source = x + (image * extent.InputStride);
            nint* halves = extent.Places;
            for (float* end = g + plane; g < end; g += TS.Count, halves += 2, ahead += Cache.LineLength)
            {
                Cache.PrefetchLine(ahead);
                // each f from 0 to 3:
                //     TV g{f} = TS.Load(g{+ f plane});
                TV g0 = TS.Load(g);
                TV g1 = TS.Load(g + plane);
                TV g2 = TS.Load(g + (2 * plane));
                TV g3 = TS.Load(g + (3 * plane));
                // end
                float* lower = source + halves[0];
                float* upper = source + halves[1];
                TV line;
                // each l from 0 to 5:
                //     line = TS.LoadHalves(lower + line{l}, upper + line{l});
                //     each f from 0 to 3:
                //         c{f}{l} = TS.MultiplyAdd(line, g{f}, c{f}{l});
                line = TS.LoadHalves(lower + line0, upper + line0);
                c00 = TS.MultiplyAdd(line, g0, c00);
                c10 = TS.MultiplyAdd(line, g1, c10);
                c20 = TS.MultiplyAdd(line, g2, c20);
                c30 = TS.MultiplyAdd(line, g3, c30);
                line = TS.LoadHalves(lower + line1, upper + line1);
                c01 = TS.MultiplyAdd(line, g0, c01);
                c11 = TS.MultiplyAdd(line, g1, c11);
                c21 = TS.MultiplyAdd(line, g2, c21);
                c31 = TS.MultiplyAdd(line, g3, c31);
                line = TS.LoadHalves(lower + line2, upper + line2);
                c02 = TS.MultiplyAdd(line, g0, c02);
                c12 = TS.MultiplyAdd(line, g1, c12);
                c22 = TS.MultiplyAdd(line, g2, c22);
                c32 = TS.MultiplyAdd(line, g3, c32);
                line = TS.LoadHalves(lower + line3, upper + line3);
                c03 = TS.MultiplyAdd(line, g0, c03);
                c13 = TS.MultiplyAdd(line, g1, c13);
                c23 = TS.MultiplyAdd(line, g2, c23);
                c33 = TS.MultiplyAdd(line, g3, c33);
                line = TS.LoadHalves(lower + line4, upper + line4);
                c04 = TS.MultiplyAdd(line, g0, c04);
                c14 = TS.MultiplyAdd(line, g1, c14);
                c24 = TS.MultiplyAdd(line, g2, c24);
                c34 = TS.MultiplyAdd(line, g3, c34);
                line = TS.LoadHalves(lower + line5, upper + line5);
                c05 = TS.MultiplyAdd(line, g0, c05);
                c15 = TS.MultiplyAdd(line, g1, c15);
                c25 = TS.MultiplyAdd(line, g2, c25);
                c35 = TS.MultiplyAdd(line, g3, c35);
                // end
            }
        }

        // each r from 0 to 1:
        //     Add<TS, TV>(sums{+ 12 * r TS.Count}, c{2 * r}0, c{2 * r}1, c{2 * r}2, c{2 * r}3);
        //     Add<TS, TV>(sums{+ 12 * r + 4 TS.Count}, c{2 * r}4, c{2 * r}5, c{2 * r + 1}0, c{2 * r + 1}1);
        //     Add<TS, TV>(sums{+ 12 * r + 8 TS.Count}, c{2 * r + 1}2, c{2 * r + 1}3, c{2 * r + 1}4, c{2 * r + 1}5);
        Add<TS, TV>(sums, c00, c01, c02, c03);
        Add<TS, TV>(sums + (4 * TS.Count), c04, c05, c10, c11);
        Add<TS, TV>(sums + (8 * TS.Count), c12, c13, c14, c15);
        Add<TS, TV>(sums + (12 * TS.Count), c20, c21, c22, c23);
        Add<TS, TV>(sums + (16 * TS.Count), c24, c25, c30, c31);
        Add<TS, TV>(sums + (20 * TS.Count), c32, c33, c34, c35);
        // end
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TS, TV>(float* sums, TV a, TV b, TV c, TV d)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        Add<TS, TV>(sums, a, b);
        Add<TS, TV>(sums + (2 * TS.Count), c, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TS, TV>(float* sums, TV a, TV b)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TS.Store(TS.Add(TS.Load(sums), a), sums);
        TS.Store(TS.Add(TS.Load(sums + TS.Count), b), sums + TS.Count);
    }
}
