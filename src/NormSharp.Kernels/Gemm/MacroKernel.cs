using NormSharp.Kernels.Parallel;

namespace NormSharp.Kernels.Gemm;

/// <summary>One matrix product.</summary>
internal static unsafe class MacroKernel
{
    public static void Run(ThreadTeam team, in GemmShape shape, float* a, float* b, float* c, bool accumulate, float* bias) =>
        team.For(shape.M, new Row(shape, a, b, c, accumulate, bias));

    private readonly struct Row(GemmShape shape, float* a, float* b, float* c, bool accumulate, float* bias) : IParallelBody
    {
        public void Execute(int index, int worker)
        {
            float* row = c + ((long)index * shape.CRowStride);
            for (int j = 0; j < shape.N; j++)
            {
                row[j] = (accumulate ? row[j] : 0) + (bias == null ? 0 : bias[j]);
            }

            for (int p = 0; p < shape.K; p++)
            {
                float factor = a[((long)index * shape.ARowStride) + ((long)p * shape.AColumnStride)];
                float* line = b + ((long)p * shape.BRowStride);
                for (int j = 0; j < shape.N; j++)
                {
                    row[j] += factor * line[(long)j * shape.BColumnStride];
                }
            }
        }
    }
}
