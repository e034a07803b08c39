using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Gemm;

/// <summary>The loops around the micro-kernels: passes over packed parts of the operands, tasks over tiles of C.</summary>
internal static unsafe class MacroKernel
{
    /// <summary>Multiply-adds below which handing out work costs more than it saves.</summary>
    public const long WorthSharing = 1 << 18;

    /// <summary>Whether one product is enough work for all threads, so that products of a batch come one after the other.</summary>
    public static bool IsWorthSharing(in GemmShape shape) => Work(shape) >= 8 * WorthSharing;

    /// <summary>Floats of scratch memory that a product takes.</summary>
    public static nuint ScratchLength(in GemmShape shape, bool packA, MachineDescription machine, int threads)
    {
        var product = new Product(shape, default, packA, machine, threads);
        PassEnumerator passes = product.Passes();
        bool several = passes.MoveNext() && passes.MoveNext();
        return several && IsShared(shape, threads) ? 2 * Aligned(product.ScratchLength) : product.ScratchLength;
    }

    /// <summary>One product, its tiles shared out.</summary>
    public static void Run(ThreadTeam team, in GemmShape shape, in ProductOperands operands, bool packA)
    {
        using ThreadTeam.Lease lease = team.Reserve();
        var product = new Product(shape, operands, packA, team.Machine, team.Threads);

        // One thread has nobody to pack beside it: a second block of scratch memory would only push the first out of the caches.
        if (!IsShared(shape, team.Threads))
        {
            team.ForSimd(1, new Whole(product, ProductBatch.One, team.SharedScratch(product.ScratchLength), 0));
            return;
        }

        Share(team, product);
    }

    /// <summary>
    /// Shares out the tiles of each pass together with the packing of the next, which fills what time the last tiles leave: threads meet
    /// once a pass.
    /// </summary>
    private static void Share(ThreadTeam team, in Product product)
    {
        PassEnumerator passes = product.Passes();
        passes.MoveNext();
        Pass next = passes.Current;
        bool more = passes.MoveNext();
        nuint length = Aligned(product.ScratchLength);
        float* scratch = team.SharedScratch(more ? 2 * length : length);
        Product here = product.WithScratch(scratch);
        Product there = product.WithScratch(scratch + length);
        team.ForSimd(here.PackTasks(next), new Pack(here, next));
        while (true)
        {
            Pass pass = next;
            if (!more)
            {
                team.ForSimd(here.Tasks(pass), new Multiply(here, pass));
                return;
            }

            next = passes.Current;
            int tiles = here.Tasks(pass);
            team.ForSimd(tiles + there.PackTasks(next), new MultiplyAndPack(new Multiply(here, pass), new Pack(there, next), tiles));
            (here, there) = (there, here);
            more = passes.MoveNext();
        }
    }

    /// <summary>Small products, each on one thread.</summary>
    public static void RunBatch(ThreadTeam team, in GemmShape shape, in ProductBatch batch, in ProductOperands operands)
    {
        using ThreadTeam.Lease lease = team.Reserve();
        var product = new Product(shape, operands, packA: false, team.Machine, threads: 1);
        nuint length = Aligned(product.ScratchLength);
        float* scratch = team.SharedScratch(length * (nuint)team.Threads);
        team.ForSimd(batch.Count, new Whole(product, batch, scratch, length));
    }

    private static bool IsShared(in GemmShape shape, int threads) => Work(shape) >= WorthSharing && threads > 1;

    private static long Work(in GemmShape shape) => (long)shape.M * shape.N * Math.Max(shape.K, 1);

    private static nuint Aligned(nuint length) => (length + 15) / 16 * 16;

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

    /// <summary>The tiles of one pass, then what has to be packed for the next.</summary>
    private readonly struct MultiplyAndPack(Multiply multiply, Pack pack, int tiles) : ISimdBody
    {
        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            if (index < tiles)
            {
                multiply.Execute<TS, TV>(index, worker);
            }
            else
            {
                pack.Execute<TS, TV>(index - tiles, worker);
            }
        }
    }

    /// <summary>One whole product of a batch on one worker.</summary>
    private readonly struct Whole(Product product, ProductBatch batch, float* scratch, nuint scratchLength) : ISimdBody
    {
        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            Product own = product.At((nint)index * batch.A, (nint)index * batch.B, (nint)index * batch.C)
                .WithScratch(scratch + ((nuint)worker * scratchLength));
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
