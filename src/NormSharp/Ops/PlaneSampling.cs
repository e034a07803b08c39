using NormSharp.Autograd;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Planes that are read at computed places, and values that are put to computed places.</summary>
internal static class PlaneSampling
{
    /// <summary>Every channel of x read at the places of its sample; gradients flow to x and to the places.</summary>
    /// <param name="x">[B, C, d₁, …, dₖ], k 2 or 3.</param>
    /// <param name="places">[B, P, k], in entries, in the order of the dimensions.</param>
    /// <param name="mode">How values between entries are found.</param>
    /// <param name="border">What lies outside.</param>
    /// <param name="endsAtCenters">Whether planes end at the middle of their last entries.</param>
    /// <returns>[B, C, P].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other, or there is nothing to read.</exception>
    public static Tensor SampleAt(this Tensor x, Tensor places, SamplingMode mode, SamplingBorder border, bool endsAtCenters)
    {
        int rank = x.Rank - 2;
        if (rank is not (2 or 3) || places.Rank != 3 || places.Shape[0] != x.Shape[0] || places.Shape[2] != rank
            || x.Shape.Skip(2).Contains(0))
        {
            throw new ArgumentException(
                $"sampling takes x [B, C, d₁, …, dₖ] of 2 or 3 dimensions after the channels, and places [B, P, k]; they have shapes "
                    + $"{x.Shape} and {places.Shape}");
        }

        var geometry = new SamplingGeometry(x.Shape[0], x.Shape[1], places.Shape[1], x.Shape[^2], x.Shape[^1])
        {
            Depth = rank == 3 ? x.Shape[2] : 0,
            Mode = mode,
            Border = border,
            EndsAtCenters = endsAtCenters,
        };
        Tape tape = Tape.Of(x, places);
        x = tape.Operand(x);
        places = tape.Operand(places);
        Tensor y = tape.Rent([geometry.Batch, geometry.Channels, geometry.Points]);
        tape.Backend.Sampling.Forward(geometry, x, places, y);
        return tape.NeedsGradient(x) || tape.NeedsGradient(places) ? tape.Record(y, new SamplingNode(geometry, x, places)) : y;
    }

    /// <summary>A tensor of zeros, into which each number of x is put at its place, the last of several at one.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="places">The shape of x: whole numbers that count through the result.</param>
    /// <param name="shape">The result's shape.</param>
    /// <exception cref="ArgumentException">The shapes differ, or a place lies outside of the result.</exception>
    public static Tensor PutAt(this Tensor x, Tensor places, Shape shape)
    {
        if (places.Shape != x.Shape)
        {
            throw new ArgumentException($"values of shape {x.Shape} have places of shape {places.Shape}; they must be equal");
        }

        Tape tape = Tape.Of(x, places);
        x = tape.Operand(x);
        places = tape.Operand(places);
        Tensor y = tape.Rent(shape);
        tape.Backend.Sampling.Put(x, places, y);
        return tape.NeedsGradient(x) ? tape.Record(y, new PutNode(x, places)) : y;
    }

    private readonly struct SamplingNode(SamplingGeometry geometry, Tensor x, Tensor places) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            if (tape.NeedsGradient(x))
            {
                Tensor dx = tape.Rent(x.Shape);
                tape.Backend.Sampling.GradientInput(geometry, places, dy, dx);
                tape.Accumulate(x, dx);
            }

            if (tape.NeedsGradient(places))
            {
                Tensor dPlaces = tape.Rent(places.Shape);
                tape.Backend.Sampling.GradientPlaces(geometry, x, places, dy, dPlaces);
                tape.Accumulate(places, dPlaces);
            }
        }
    }

    private readonly struct PutNode(Tensor x, Tensor places) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor dx = tape.Rent(x.Shape);
            tape.Backend.Sampling.PutGradient(dy, places, dx);
            tape.Accumulate(x, dx);
        }
    }
}
