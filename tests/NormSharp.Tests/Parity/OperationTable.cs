using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Tests.Parity;

/// <summary>The functions of <c>Fixtures/operations.py</c>, written with the library's operations, under the same names.</summary>
internal static class OperationTable
{
    private static readonly Dictionary<string, int[]> Axes = new()
    {
        ["all"] = [],
        ["first"] = [0],
        ["second"] = [1],
        ["last"] = [-1],
        ["inner"] = [2, 3],
        ["outer"] = [1, 0],
        ["channel"] = [0, 2, 3],
        ["alternate"] = [-3, 3],
    };

    public static IReadOnlyDictionary<string, Func<IReadOnlyList<Tensor>, Tensor>> Functions { get; } = Build();

    private static Dictionary<string, Func<IReadOnlyList<Tensor>, Tensor>> Build()
    {
        Dictionary<string, Func<IReadOnlyList<Tensor>, Tensor>> table = [];
        foreach (string shapes in (string[])["same", "row", "column", "outer", "channel", "scalar", "higher_right"])
        {
            table[$"add_{shapes}"] = x => x[0] + x[1];
            table[$"subtract_{shapes}"] = x => x[0] - x[1];
            table[$"multiply_{shapes}"] = x => x[0] * x[1];
            table[$"divide_{shapes}"] = x => x[0] / x[1];
        }

        foreach (string operands in (string[])["", "_of_equals"])
        {
            table[$"maximum{operands}"] = x => x[0].Maximum(x[1]);
            table[$"minimum{operands}"] = x => x[0].Minimum(x[1]);
        }

        AddNumbers(table);
        AddElementary(table);
        AddReductions(table);
        AddProducts(table);
        AddViews(table);
        AddCompositions(table);
        return table;
    }

    private static void AddNumbers(Dictionary<string, Func<IReadOnlyList<Tensor>, Tensor>> table)
    {
        table["number_minus"] = x => 2.5f - x[0];
        table["minus_number"] = x => x[0] - 2.5f;
        table["plus_number"] = x => (x[0] + 1.5f) * (0.5f + x[0]);
        table["times_number"] = x => (x[0] * 3f) + (0.5f * x[0]);
        table["number_over"] = x => 3f / x[0];
        table["over_number"] = x => x[0] / 3f;
        table["negate"] = x => -x[0];
    }

    private static void AddElementary(Dictionary<string, Func<IReadOnlyList<Tensor>, Tensor>> table)
    {
        Dictionary<string, Func<Tensor, Tensor>> functions = new()
        {
            ["exp"] = ElementaryFunctions.Exp,
            ["log"] = ElementaryFunctions.Log,
            ["sqrt"] = ElementaryFunctions.Sqrt,
            ["reciprocal_sqrt"] = ElementaryFunctions.ReciprocalSqrt,
            ["reciprocal"] = ElementaryFunctions.Reciprocal,
            ["square"] = ElementaryFunctions.Square,
            ["abs"] = ElementaryFunctions.Abs,
            ["sign"] = ElementaryFunctions.Sign,
        };
        foreach ((string name, Func<Tensor, Tensor> function) in functions)
        {
            table[name] = x => function(x[0]);
            table[$"{name}_of_transposed"] = x => function(x[0].Transpose());
        }
    }

    private static void AddReductions(Dictionary<string, Func<IReadOnlyList<Tensor>, Tensor>> table)
    {
        foreach ((string name, int[] axes) in Axes)
        {
            foreach (bool keep in name is "all" or "last" or "channel" ? (bool[])[false, true] : [false])
            {
                string suffix = name + (keep ? "_kept" : string.Empty);
                table[$"sum_{suffix}"] = x => x[0].Sum(axes, keep);
                table[$"mean_{suffix}"] = x => x[0].Mean(axes, keep);
                table[$"population_variance_{suffix}"] = x => x[0].PopulationVariance(axes, keep);
                table[$"unbiased_variance_{suffix}"] = x => x[0].UnbiasedVariance(axes, keep);
                table[$"max_{suffix}"] = x => x[0].Max(axes, keep);
            }
        }

        table["sum_of_transposed"] = x => x[0].Transpose(0, 2).Sum([1, 2]);
        table["max_of_transposed"] = x => x[0].Transpose(0, 2).Max([1, 2]);
        table["max_of_equals_goes_to_the_first"] = x => x[0].Max([1]);
    }

    private static void AddProducts(Dictionary<string, Func<IReadOnlyList<Tensor>, Tensor>> table)
    {
        foreach (string plain in (string[])["", "_of_row", "_batched", "_batch_by_one", "_one_by_batch", "_broadcast_batches",
            "_two_batch_axes"])
        {
            table[$"matmul{plain}"] = x => x[0].MatMul(x[1]);
        }

        table["matmul_transposed_left"] = x => x[0].Transpose().MatMul(x[1]);
        table["matmul_transposed_right"] = x => x[0].MatMul(x[1].Transpose());
        table["matmul_transposed_both"] = x => x[0].Transpose().MatMul(x[1].Transpose());
        table["matmul_with_itself"] = x => x[0].Transpose().MatMul(x[0]);
        table["matmul_batched_transposed"] = x => x[0].Transpose(1, 2).MatMul(x[1]);
    }

    private static void AddViews(Dictionary<string, Func<IReadOnlyList<Tensor>, Tensor>> table)
    {
        table["reshape"] = x => x[0].Reshape(4, -1) * 2f;
        table["reshape_of_transposed"] = x => x[0].Transpose().Reshape(2, 6);
        table["transpose"] = x => x[0].Transpose(0, 1);
        table["permute"] = x => x[0].Permute(2, 0, 1);
        table["permute_squared"] = x => x[0].Permute(2, 0, 3, 1).Square();
        table["slice"] = x => x[0].Slice(1, 1, 4);
        table["slice_with_step"] = x => x[0].Slice(1, 1, 6, 2);
        table["slice_of_slice"] = x => x[0].Slice(0, 1, 4).Slice(1, 2, 5).Slice(-1, 0, 3, 2);
        table["product_of_slices"] = x => x[0].Slice(1, 0, 6, 2) * x[0].Slice(1, 1, 6, 2);
        table["expand"] = x => x[0].Expand([2, 3, 4]).Square();
        table["flatten"] = x => x[0].Flatten();
        table["concat_first"] = x => Views.Concat(0, x[0], x[1]);
        table["concat_three"] = x => Views.Concat(1, x[0], x[1], x[2]).Square();
        table["concat_with_itself"] = x => Views.Concat(1, x[0], x[0], 2f * x[0]);
        table["concat_of_transposed"] = x => Views.Concat(-1, x[0].Transpose(), x[1]);
        table["pad"] = x => x[0].Pad(1, 2, 1, 0.5f);
        table["pad_rows_of_transposed"] = x => x[0].Transpose().Pad(0, 1, 2).Square();
    }

    private static void AddCompositions(Dictionary<string, Func<IReadOnlyList<Tensor>, Tensor>> table)
    {
        table["log_softmax"] = x => x[0].LogSoftmax();
        table["log_softmax_of_transposed"] = x => x[0].Transpose().LogSoftmax();
        table["softmax"] = x => x[0].Softmax();
        table["select"] = x => x[0].GreaterThan(x[1]).Select(x[0] * x[0], x[1]);
        table["used_twice_by_product"] = x => x[0] * x[0];
        table["used_twice_by_sum"] = x => x[0] + x[0];
        table["used_by_many"] = x =>
        {
            Tensor e = x[0].Exp();
            return (e * e) + e - (e / 3f) + e.Transpose().MatMul(e);
        };
        table["sum_then_difference"] = x => ((x[0] + x[1]) * (x[0] - x[1])) + (x[0] + x[1]);
        table["sum_shares_its_gradient"] = x =>
        {
            Tensor e = x[0].Exp();
            return ((x[0] + x[1]) * 3f) + e;
        };
        table["views_of_one"] = x => (x[0].Slice(0, 0, 2) * x[0].Slice(0, 1, 3)) + x[0].Transpose().Slice(0, 0, 2) + x[0].Slice(0, 2, 4);
        table["batch_norm_from_scratch"] = x =>
        {
            int[] axes = [0, 2, 3];
            Tensor deviation = x[0] - x[0].Mean(axes, keepDim: true);
            Tensor populationVariance = deviation.Square().Mean(axes, keepDim: true);
            return (deviation / (populationVariance + 1e-5f).Sqrt() * x[1].Reshape(1, 3, 1, 1)) + x[2].Reshape(1, 3, 1, 1);
        };
    }
}
