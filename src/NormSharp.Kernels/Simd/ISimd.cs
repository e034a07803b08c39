namespace NormSharp.Kernels.Simd;

/// <summary>
/// The vector operations that a kernel needs, as static members of a type that names a width, so that one generic body serves
/// 512, 256 and 128 bits: <c>Kernel&lt;Simd512, Vector512&lt;float&gt;&gt;</c> is compiled to straight AVX-512 code.
/// </summary>
/// <typeparam name="TVector">The vector of floats of that width.</typeparam>
internal unsafe interface ISimd<TVector>
    where TVector : struct
{
    /// <summary>Whether this machine has instructions of that width.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>How many floats a vector holds.</summary>
    static abstract int Count { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Broadcast(float value);

    static abstract TVector Load(float* source);

    static abstract void Store(TVector vector, float* destination);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>a·b + c, rounded once where the machine has a fused instruction.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Sqrt(TVector a);

    static abstract TVector Max(TVector a, TVector b);

    static abstract TVector Min(TVector a, TVector b);

    static abstract TVector Abs(TVector a);

    /// <summary>Lanes of all ones where a &gt; b.</summary>
    static abstract TVector GreaterThan(TVector a, TVector b);

    /// <summary>Lanes of all ones where a = b.</summary>
    static abstract TVector Equal(TVector a, TVector b);

    /// <summary>Lane by lane, <paramref name="a"/> where the mask's bits are set, <paramref name="b"/> elsewhere.</summary>
    static abstract TVector Select(TVector mask, TVector a, TVector b);

    /// <summary>The nearest whole number, ties to even.</summary>
    static abstract TVector Round(TVector a);

    /// <summary>a · 2^n for whole-valued n in −126 … 127.</summary>
    static abstract TVector ScaleByPowerOfTwo(TVector a, TVector n);

    /// <summary>The sum of all lanes, in an order that is the same for a given width.</summary>
    static abstract float Sum(TVector a);
}
