using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Gemm;

/// <summary>The loops around the micro-kernels: passes over packed parts of the operands, tasks over tiles of C.</summary>
internal static unsafe class MacroKernel
{
    /// <summary>Multiply-adds below which handing out work costs more than it saves.</summary>
    public const long WorthSharing = 1 << 18;

    /// <summary>One product, its tiles shared out.</summary>
    public static void Run(ThreadTeam team, in GemmShape shape, float* a, float* b, float* c, bool accumulate, float* bias)
    {
        if (shape.M == 0 || shape.N == 0)
        {
            return;
        }

        if (RowProduct.Serves(shape))
        {
            RowProduct.Run(team, shape, a, b, c, accumulate, bias);
            return;
        }

        using ThreadTeam.Lease lease = team.Reserve();
        var product = new Product(shape, a, b, c, accumulate, bias);
        float* scratch = team.SharedScratch(product.ScratchLength);
        product = product.WithScratch(scratch);
        if (Work(shape) < WorthSharing)
        {
            team.ForSimd(1, new Whole(product, 0, 0, 0, scratch, 0));
            return;
        }

        foreach (Pass pass in product.Passes())
        {
            team.ForSimd(product.PackTasks(pass), new Pack(product, pass));
            team.ForSimd(product.Tasks(pass), new Multiply(product, pass));
        }
    }

    /// <summary>Many products: small ones are shared out whole, large ones by tiles.</summary>
    public static void RunBatch(
        ThreadTeam team, in GemmShape shape, int batch, nint aStride, nint bStride, nint cStride, float* a, float* b, float* c, bool accumulate)
    {
        if (shape.M == 0 || shape.N == 0 || batch == 0)
        {
            return;
        }

        if (Work(shape) >= 8 * WorthSharing || batch == 1)
        {
            for (int i = 0; i < batch; i++)
            {
                Run(team, shape, a + (i * aStride), b + (i * bStride), c + (i * cStride), accumulate, null);
            }

            return;
        }

        using ThreadTeam.Lease lease = team.Reserve();
        var product = new Product(shape, a, b, c, accumulate, null);
        nuint length = (product.ScratchLength + 15) / 16 * 16;
        float* scratch = team.SharedScratch(length * (nuint)team.Threads);
        team.ForSimd(batch, new Whole(product, aStride, bStride, cStride, scratch, length));
    }

    private static long Work(in GemmShape shape) => (long)shape.M * shape.N * Math.Max(shape.K, 1);

    private readonly struct Pack(Product product, Pass pass) : ISimdBody
    {
        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct => product.Pack<TS, TV>(pass, index);
    }

    private readonly struct Multiply(Product product, Pass pass) : ISimdBody
    {
        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct => product.Multiply<TS, TV>(pass, index);
    }

    /// <summary>One whole product of a batch on one worker.</summary>
    private readonly struct Whole(Product product, nint aStride, nint bStride, nint cStride, float* scratch, nuint scratchLength) : ISimdBody
    {
        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            Product own = product.At(index * aStride, index * bStride, index * cStride).WithScratch(scratch + ((nuint)worker * scratchLength));
            foreach (Pass pass in own.Passes())
            {
                for (int i = 0; i < own.PackTasks(pass); i++)
                {
                    own.Pack<TS, TV>(pass, i);
                }

                for (int i = 0; i < own.Tasks(pass); i++)
                {
                    own.Multiply<TS, TV>(pass, i);
                }
            }
        }
    }
}
