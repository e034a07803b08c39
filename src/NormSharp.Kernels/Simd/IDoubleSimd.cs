namespace NormSharp.Kernels.Simd;

/// <summary>
/// The vector operations of a sum in double precision over float memory: floats are widened as they are loaded. The counterpart of
/// <see cref="ISimd{TVector}"/>.
/// </summary>
/// <typeparam name="TDouble">The vector of doubles of that width.</typeparam>
internal unsafe interface IDoubleSimd<TDouble>
    where TDouble : struct
{
    /// <summary>How many doubles a vector holds.</summary>
    static abstract int Count { get; }

    static abstract TDouble Zero { get; }

    /// <summary>Loads <see cref="Count"/> floats and widens them.</summary>
    static abstract TDouble LoadWidened(float* source);

    /// <summary>Loads and widens the first <paramref name="count"/> floats, zero in the other lanes. Touches nothing beyond.</summary>
    static abstract TDouble LoadWidenedPartial(float* source, int count);

    static abstract void Store(TDouble vector, double* destination);

    static abstract TDouble Add(TDouble a, TDouble b);

    /// <summary>a·b + c.</summary>
    static abstract TDouble MultiplyAdd(TDouble a, TDouble b, TDouble c);

    /// <summary>The sum of all lanes, in an order that is the same for a given width.</summary>
    static abstract double Sum(TDouble a);
}
