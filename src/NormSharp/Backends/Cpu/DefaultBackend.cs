namespace NormSharp.Backends;

/// <summary>Which backend is taken where none is named. It stands apart, so that <see cref="Backend"/> knows no backend.</summary>
internal static class DefaultBackend
{
    private static readonly Lazy<Backend> Shared = new(() => new CpuBackend(Environment.ProcessorCount));

    extension(Backend)
    {
        /// <summary>The backend of operations on tensors that belong to no tape: the CPU with all its processors.</summary>
        public static Backend Default => Shared.Value;
    }
}
