using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>
/// Einsum, operand by operand: what only one side has and nobody reads is summed first, the rest is a product of matrices over the
/// dimensions that both sides and the result have. A letter twice in one operand (a diagonal) is not supported.
/// </summary>
internal static class EinsumOperator
{
    /// <summary>Letters for the dimensions of an ellipsis, from its last one back; an equation has none of them.</summary>
    private const string Ellipsis = "⑨⑧⑦⑥⑤④③②①";

    public static IReadOnlyList<OnnxOperator> All { get; } = [new("Einsum", Einsum) { Since = 12 }];

    private static OnnxOperand Einsum(OnnxCall call)
    {
        string equation = call.Text("equation", string.Empty).Replace(" ", string.Empty, StringComparison.Ordinal);
        string[] sides = equation.Split("->");
        string[] terms = sides[0].Split(',');
        OnnxOperand[] operands = call.Operands;
        if (sides.Length > 2 || terms.Length != operands.Length)
        {
            throw call.Unsupported($"the equation '{Printable.Name(equation)}' for {operands.Length} operands");
        }

        for (int i = 0; i < terms.Length; i++)
        {
            terms[i] = Spelled(terms[i], operands[i].Rank);
            if (terms[i].Length != operands[i].Rank || terms[i].Distinct().Count() != terms[i].Length)
            {
                throw call.Unsupported(
                    $"'{Printable.Name(equation)}', whose operand {i} {operands[i].Shapes} has not one letter a dimension");
            }
        }

        string output = sides.Length == 2 ? Spelled(sides[1], most: null, terms) : Implicit(terms);
        (OnnxOperand value, string letters) = Summed(call, operands[0], terms[0], string.Concat(terms[1..]) + output);
        for (int i = 1; i < terms.Length; i++)
        {
            (OnnxOperand next, string term) = Summed(call, operands[i], terms[i], letters + string.Concat(terms[(i + 1)..]) + output);
            (value, letters) = Product(call, (value, letters), (next, term), string.Concat(terms[(i + 1)..]) + output);
        }

        return output.Length == letters.Length && output.All(letters.Contains)
            ? Ordered(call, value, letters, output)
            : throw call.Unsupported($"'{Printable.Name(equation)}', whose result has letters that no operand has");
    }

    /// <summary>A term with letters for its ellipsis.</summary>
    private static string Spelled(string term, int rank)
    {
        int count = Math.Clamp(rank - (term.Length - 3), 0, Ellipsis.Length);
        return term.Replace("...", Ellipsis[^count..], StringComparison.Ordinal);
    }

    private static string Spelled(string term, int? most, string[] terms)
    {
        int count = most ?? terms.Max(other => other.Count(Ellipsis.Contains));
        return term.Replace("...", Ellipsis[^count..], StringComparison.Ordinal);
    }

    /// <summary>Without a right side: letters that stand once, in the order of the alphabet, after those of ellipses.</summary>
    private static string Implicit(string[] terms)
    {
        string all = string.Concat(terms);
        return new string([
            .. Ellipsis.Where(all.Contains),
            .. all.Where(letter => !Ellipsis.Contains(letter) && all.Count(other => other == letter) == 1).Order(),
        ]);
    }

    /// <summary>Without the dimensions that nobody else reads.</summary>
    private static (OnnxOperand Value, string Letters) Summed(OnnxCall call, OnnxOperand x, string letters, string others)
    {
        int[] gone = [.. Enumerable.Range(0, letters.Length).Where(d => !others.Contains(letters[d]))];
        return gone.Length == 0
            ? (x, letters)
            : (call.Layer(new Reduce(ReductionKind.Sum, gone, keepsDimensions: false), x), new string([.. letters.Where(others.Contains)]));
    }

    /// <summary>[batch, left, summed] · [batch, summed, right].</summary>
    private static (OnnxOperand Value, string Letters) Product(
        OnnxCall call, (OnnxOperand Value, string Letters) a, (OnnxOperand Value, string Letters) b, string others)
    {
        string shared = new([.. a.Letters.Where(b.Letters.Contains)]);
        string batch = new([.. shared.Where(others.Contains)]);
        string summed = new([.. shared.Where(letter => !others.Contains(letter))]);
        string left = new([.. a.Letters.Where(letter => !shared.Contains(letter))]);
        string right = new([.. b.Letters.Where(letter => !shared.Contains(letter))]);
        if (summed.Length == 0)
        {
            // No sum: elements by elements, where what one side lacks is repeated.
            string all = batch + left + right;
            return (call.Rounded(call.Layer(new Product(), Widened(call, a, all), Widened(call, b, all))), all);
        }

        OnnxOperand first = Joined(call, a, [batch, left, summed]);
        OnnxOperand second = Joined(call, b, [batch, summed, right]);
        OnnxOperand product = call.Rounded(call.Layer(new MatrixProduct(), first, second));
        string letters = batch + left + right;
        return (ShapeOperators.Reshape(call, product, Extents(shapes => shapes.First), Extents(shapes => shapes.Second)), letters);

        int[] Extents(Func<OnnxShapes, Shape> choice) => [.. letters.Select(letter => Math.Max(
            Of(a, letter, choice), Of(b, letter, choice)))];
    }

    /// <summary>The extent of a letter, or 0 where it is not there.</summary>
    private static int Of((OnnxOperand Value, string Letters) x, char letter, Func<OnnxShapes, Shape> choice)
        => x.Letters.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var place ? choice(x.Value.Shapes)[place] : 0;

    /// <summary>Dimensions in another order, those of each group as one.</summary>
    private static OnnxOperand Joined(OnnxCall call, (OnnxOperand Value, string Letters) x, string[] groups)
    {
        OnnxOperand ordered = Ordered(call, x.Value, x.Letters, string.Concat(groups));
        return ShapeOperators.Reshape(call, ordered, Extents(shapes => shapes.First), Extents(shapes => shapes.Second));

        int[] Extents(Func<OnnxShapes, Shape> choice) => [.. groups.Select(group => group.Aggregate(
            1, (product, letter) => checked(product * Of(x, letter, choice))))];
    }

    private static OnnxOperand Widened(OnnxCall call, (OnnxOperand Value, string Letters) x, string all)
    {
        OnnxOperand ordered = Ordered(call, x.Value, x.Letters, new string([.. all.Where(x.Letters.Contains)]));
        return ShapeOperators.Reshape(call, ordered, Extents(shapes => shapes.First), Extents(shapes => shapes.Second));

        int[] Extents(Func<OnnxShapes, Shape> choice) => [.. all.Select(letter => Math.Max(1, Of(x, letter, choice)))];
    }

    private static OnnxOperand Ordered(OnnxCall call, OnnxOperand x, string letters, string order)
        => letters == order ? x : call.Layer(
            new Permute([.. order.Select(letter => letters.IndexOf(letter, StringComparison.Ordinal))]), x);
}
