using NormSharp.Interop.Files;
using NormSharp.Interop.Tensors;

namespace NormSharp.Interop.Comparison;

/// <summary>How a computed tensor differs from an expected one.</summary>
/// <param name="Problem">What is wrong, or null where it is near enough.</param>
/// <param name="LargestAbsolute">The largest |found − expected|; 0 where shapes or types differ.</param>
/// <param name="LargestRelative">The largest |found − expected| / |expected|, where the expected number is not 0.</param>
internal sealed record TensorComparison(string? Problem, double LargestAbsolute, double LargestRelative)
{
    /// <summary>Compares shapes, types and numbers; whole numbers and truth values have to be equal.</summary>
    public static TensorComparison Of(NamedTensor expected, NamedTensor found, Tolerance tolerance)
    {
        if (expected.ElementType != found.ElementType || !expected.Shape.SequenceEqual(found.Shape))
        {
            return new TensorComparison($"'{Printable.Name(found.Name)}' is {found}, expected {expected}", 0, 0);
        }

        double[] wanted = expected.ReadDouble();
        double[] numbers = found.ReadDouble();
        bool isWhole = ElementTypes.IsInteger(expected.ElementType);
        Tolerance allowed = isWhole ? default : tolerance;
        (int wrong, int first, double absolute, double relative) = (0, -1, 0, 0);
        for (int i = 0; i < wanted.Length; i++)
        {
            if (!allowed.Allows(wanted[i], numbers[i]))
            {
                first = wrong++ == 0 ? i : first;
            }

            double difference = wanted[i].Equals(numbers[i]) ? 0 : Math.Abs(numbers[i] - wanted[i]);
            absolute = Math.Max(absolute, difference);
            relative = wanted[i] == 0 ? relative : Math.Max(relative, difference / Math.Abs(wanted[i]));
        }

        string? problem = wrong == 0 ? null
            : $"'{Printable.Name(found.Name)}' {found} differs in {wrong} of {wanted.Length} numbers; number {first} is "
                + $"{numbers[first]:G9}, expected {wanted[first]:G9}";
        return new TensorComparison(problem, absolute, relative);
    }
}
