using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>Normalizes each channel with given statistics, scales, shifts and activates it, in one pass.</summary>
/// <remarks>
/// Reads x once and writes y once. The mean is split into a float and its remainder, so that x − μ is exact where the mean is far larger
/// than the deviation. The twin is <c>ReferenceNormalization</c>, in the tests.
/// </remarks>
internal static unsafe class Normalize
{
    /// <summary>y = f(γ·(x − μ)·invStd + β + addend).</summary>
    /// <param name="team">The threads that work.</param>
    /// <param name="planes">The extent of x and y.</param>
    /// <param name="x">The batch.</param>
    /// <param name="affine">How each channel is normalized.</param>
    /// <param name="activation">f.</param>
    /// <param name="y">The result; it may be x itself.</param>
    /// <param name="addend">What is added before the activation, such as a residual block's shortcut; or none.</param>
    /// <exception cref="ArgumentException">An extent is negative, or a span's length does not fit.</exception>
    public static void Apply(
        ThreadTeam team,
        Planes planes,
        ReadOnlySpan<float> x,
        in ChannelAffine affine,
        Activation activation,
        Span<float> y,
        ReadOnlySpan<float> addend = default)
    {
        ArgumentNullException.ThrowIfNull(team);
        NormalizationGuard.Elements(planes, nameof(x), x.Length);
        NormalizationGuard.Elements(planes, nameof(y), y.Length);
        NormalizationGuard.Addend(planes, addend.Length);
        NormalizationGuard.Statistics(planes, affine);
        var layout = new ChannelLayout(planes, team.Machine);
        using ThreadTeam.Lease lease = team.Reserve();
        var coefficients = new ChannelCoefficients(team.SharedScratch(ChannelCoefficients.FloatsFor(layout)), layout.Columns);
        coefficients.SetAffine(layout, affine);
        fixed (float* px = x, py = y, pAddend = addend)
        {
            var visitor = new Visitor(team, layout, new ChannelData { X = px, Coefficients = coefficients }, pAddend, py);
            activation.Dispatch(ref visitor);
        }
    }

    private readonly struct Visitor(ThreadTeam team, ChannelLayout layout, ChannelData data, float* addend, float* y) : IEpilogueVisitor
    {
        public void Visit<TEpilogue>(TEpilogue epilogue)
            where TEpilogue : unmanaged, IEpilogue
        {
            if (addend == null)
            {
                MapBody<NormalizeTerm<TEpilogue>>.Run(team, layout, data, new NormalizeTerm<TEpilogue>(epilogue), y);
            }
            else
            {
                MapBody<NormalizeAddTerm<TEpilogue>>.Run(team, layout, data, new NormalizeAddTerm<TEpilogue>(epilogue, addend), y);
            }
        }
    }
}
