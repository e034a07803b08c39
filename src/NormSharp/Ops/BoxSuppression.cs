using NormSharp.Autograd;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Non-maximum suppression, on numbers of the host.</summary>
internal static class BoxSuppression
{
    /// <summary>The boxes that are kept, [kept, 3] of (sample, class, box), class by class, the highest score first; no gradient.</summary>
    /// <param name="boxes">[N, B, 4].</param>
    /// <param name="scores">[N, K, B].</param>
    /// <param name="settings">Which boxes are kept.</param>
    public static Tensor SuppressBoxes(this Tensor boxes, Tensor scores, SuppressionSettings settings)
    {
        Tape tape = Tape.Of(boxes, scores);
        var corners = new double[boxes.Length];
        var heights = new double[scores.Length];
        tape.Backend.Read<double>(tape.View(boxes), corners);
        tape.Backend.Read<double>(tape.View(scores), heights);
        float[] kept = Keep(corners, heights, (scores.Shape[0], scores.Shape[1], scores.Shape[2]), settings);
        Tensor y = tape.Rent([kept.Length / 3, 3]);
        tape.Backend.Write<float>(kept, y);
        return y;
    }

    /// <summary>The boxes that are kept, as rows.</summary>
    /// <param name="boxes">[N, B, 4].</param>
    /// <param name="scores">[N, K, B].</param>
    /// <param name="extents">N, K and B.</param>
    /// <param name="settings">Which boxes are kept.</param>
    private static float[] Keep(
        double[] boxes, double[] scores, (int Samples, int Classes, int Boxes) extents, SuppressionSettings settings)
    {
        var rows = new List<float>();
        for (int sample = 0; sample < extents.Samples; sample++)
        {
            Box[] all = [.. Enumerable.Range(0, extents.Boxes)
                .Select(b => Box.Of(boxes.AsSpan(((sample * extents.Boxes) + b) * 4, 4), settings.HasCenters))];
            for (int @class = 0; @class < extents.Classes; @class++)
            {
                int first = ((sample * extents.Classes) + @class) * extents.Boxes;
                foreach (int box in OfClass(all, scores.AsSpan(first, extents.Boxes).ToArray(), settings))
                {
                    rows.AddRange([sample, @class, box]);
                }
            }
        }

        return [.. rows];
    }

    private static List<int> OfClass(Box[] boxes, double[] scores, SuppressionSettings settings)
    {
        var kept = new List<int>();

        // Sorting is stable: of equal scores the earlier box comes first.
        foreach (int candidate in Enumerable.Range(0, boxes.Length)
            .Where(b => settings.LeastScore is not { } least || scores[b] > least)
            .OrderByDescending(b => scores[b]))
        {
            if (kept.Count >= settings.MostPerClass)
            {
                break;
            }

            if (kept.TrueForAll(other => boxes[other].OverlapWith(boxes[candidate]) <= settings.Overlap))
            {
                kept.Add(candidate);
            }
        }

        return kept;
    }

    private readonly record struct Box(double Top, double Left, double Bottom, double Right)
    {
        private double Area => (Bottom - Top) * (Right - Left);

        public static Box Of(ReadOnlySpan<double> numbers, bool hasCenters)
        {
            if (hasCenters)
            {
                (double x, double y, double halfWidth, double halfHeight) = (numbers[0], numbers[1], numbers[2] / 2, numbers[3] / 2);
                return new Box(y - halfHeight, x - halfWidth, y + halfHeight, x + halfWidth);
            }

            return new Box(
                Math.Min(numbers[0], numbers[2]),
                Math.Min(numbers[1], numbers[3]),
                Math.Max(numbers[0], numbers[2]),
                Math.Max(numbers[1], numbers[3]));
        }

        /// <summary>What both cover, as a part of what either covers.</summary>
        public double OverlapWith(Box other)
        {
            double height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
            double width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
            double both = Math.Max(0, height) * Math.Max(0, width);
            double either = Area + other.Area - both;
            return either > 0 ? both / either : 0;
        }
    }
}
