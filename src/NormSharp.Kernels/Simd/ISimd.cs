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

    /// <summary>How many vectors the machine's registers hold.</summary>
    static abstract int Registers { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Broadcast(float value);

    static abstract TVector Load(float* source);

    static abstract void Store(TVector vector, float* destination);

    /// <summary>A vector whose lower half stands in one place and whose upper half in another.</summary>
    static abstract TVector LoadHalves(float* lower, float* upper);

    /// <summary>
    /// The first <paramref name="count"/> lanes from memory, zero in the others; 0 ≤ count ≤ Count. Touches nothing beyond.
    /// </summary>
    static abstract TVector LoadPartial(float* source, int count);

    /// <summary>Stores the first <paramref name="count"/> lanes; 0 ≤ count ≤ Count. Touches nothing beyond.</summary>
    static abstract void StorePartial(TVector vector, float* destination, int count);

    /// <summary>
    /// Stores all lanes past the caches, to an address aligned to the vector's size: for results too large to be found in a cache later. A
    /// memory barrier must follow before another thread reads them.
    /// </summary>
    static abstract void StoreStreaming(TVector vector, float* destination);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>1/a of an ordinary a to at least 14 bits: the start of a Newton step.</summary>
    static abstract TVector ReciprocalEstimate(TVector a);

    /// <summary>a·b + c, rounded once where the machine has a fused instruction.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>c − a·b, rounded once where <see cref="MultiplyAdd"/> is.</summary>
    static abstract TVector SubtractProduct(TVector a, TVector b, TVector c);

    static abstract TVector Sqrt(TVector a);

    /// <summary>The larger. A NaN in <paramref name="b"/> is passed on; one in <paramref name="a"/> need not be.</summary>
    static abstract TVector Max(TVector a, TVector b);

    /// <summary>The smaller. A NaN in <paramref name="b"/> is passed on; one in <paramref name="a"/> need not be.</summary>
    static abstract TVector Min(TVector a, TVector b);

    static abstract TVector Abs(TVector a);

    /// <summary>−a: flips the sign bit, of zeros and NaN too.</summary>
    static abstract TVector Negate(TVector a);

    /// <summary>The magnitude of <paramref name="magnitude"/> with the sign bit of <paramref name="sign"/>.</summary>
    static abstract TVector CopySign(TVector magnitude, TVector sign);

    /// <summary>Bitwise and, mostly of masks: a mask and 1.0 gives 1 where true and 0 elsewhere.</summary>
    static abstract TVector And(TVector a, TVector b);

    /// <summary>Bitwise or, mostly of masks.</summary>
    static abstract TVector Or(TVector a, TVector b);

    /// <summary>Lanes of all ones where a &gt; b.</summary>
    static abstract TVector GreaterThan(TVector a, TVector b);

    /// <summary>Lanes of all ones where a ≥ b.</summary>
    static abstract TVector GreaterThanOrEqual(TVector a, TVector b);

    /// <summary>Lanes of all ones where a is NaN.</summary>
    static abstract TVector IsNaN(TVector a);

    /// <summary>Lanes of all ones where a = b.</summary>
    static abstract TVector Equal(TVector a, TVector b);

    /// <summary>Lane by lane, <paramref name="a"/> where the mask's bits are set, <paramref name="b"/> elsewhere.</summary>
    static abstract TVector Select(TVector mask, TVector a, TVector b);

    /// <summary>
    /// Lane by lane, <paramref name="a"/> where <paramref name="x"/> is below 0, <paramref name="b"/> where it is above; either of them
    /// where it is ±0 or NaN.
    /// </summary>
    static abstract TVector SelectBySign(TVector x, TVector a, TVector b);

    /// <summary>The nearest whole number, ties to even.</summary>
    static abstract TVector Round(TVector a);

    /// <summary>
    /// a · 2^n for whole-valued n in −252 … 254, rounded once for an a between ½ and 2: the result may be subnormal or infinite.
    /// </summary>
    static abstract TVector ScaleByPowerOfTwo(TVector a, TVector n);

    /// <summary>The same for n in −150 … 0, in fewer operations where there is no instruction for it.</summary>
    static abstract TVector ScaleDown(TVector a, TVector n);

    /// <summary>⌊log₂ a⌋ of a normal, positive, finite a, as a float.</summary>
    static abstract TVector Exponent(TVector a);

    /// <summary>a / 2^⌊log₂ a⌋ of a normal, positive, finite a: in [1, 2).</summary>
    static abstract TVector Mantissa(TVector a);

    /// <summary>The even lanes of a, then those of b.</summary>
    static abstract TVector EvenLanes(TVector a, TVector b);

    /// <summary>The odd lanes of a, then those of b.</summary>
    static abstract TVector OddLanes(TVector a, TVector b);

    /// <summary>The lanes of a's and b's lower halves in turn: a₀, b₀, a₁, b₁, …</summary>
    static abstract TVector InterleaveLower(TVector a, TVector b);

    /// <summary>Every lane of a's lower half twice in a row.</summary>
    static abstract TVector TwiceLower(TVector a);

    /// <summary>Every lane of a's upper half twice in a row.</summary>
    static abstract TVector TwiceUpper(TVector a);

    /// <summary>The sum of the lanes' bits as 32-bit integers: of positions, say.</summary>
    static abstract TVector AddInt32(TVector a, TVector b);

    /// <summary>The sum of all lanes, in an order that is the same for a given width.</summary>
    static abstract float Sum(TVector a);
}
