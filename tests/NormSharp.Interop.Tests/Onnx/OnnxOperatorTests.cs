using NormSharp.Interop.Onnx;
using NormSharp.Interop.Onnx.Networks;
using NormSharp.Interop.Tests.Onnx.Export;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Interop.Tests.Onnx;

/// <summary>Operators that the standard's archives do not test, beside ONNX Runtime.</summary>
public sealed class OnnxOperatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Equations =>
    [
        "ij,jk->ik", "ij,jk", "bij,bjk->bik", "bchw,bcHW->bhwHW", "bij->bji", "bij->b", "bij->", "i,j->ij", "bij,bij->b", "bij,j->bi",
        "...ij,...jk->...ik", "...i,...i->...", "ij,jk,kl->il", "bi,bi->bi", "ij,kj->",
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Equations))]
    public void Einsum_sums_as_its_equation_says(string equation)
    {
        var extents = new Dictionary<char, long> { ['b'] = 2, ['i'] = 3, ['j'] = 4, ['k'] = 5, ['l'] = 2, ['c'] = 3, ['h'] = 2, ['w'] = 3 };
        string[] terms = equation.Split("->")[0].Replace("...", "bc", StringComparison.Ordinal).Split(',');
        long[][] shapes = [.. terms.Select(term => term.Select(letter => extents.GetValueOrDefault(letter, 4)).ToArray())];
        string[] inputs = [.. terms.Select((_, i) => $"x{i}")];
        Compare(17, [OnnxSamples.Node("Einsum", inputs, ["y"], OnnxSamples.Words("equation", equation))], shapes);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(-2, 0, 1)]
    [InlineData(1, 1, 1)]
    public void CumSum_sums_along_a_dimension(int axis, int reverse, int exclusive) => Compare(
        17,
        [
            OnnxSamples.Node(
                "CumSum", ["x0", "axis"], ["y"], OnnxSamples.Whole("reverse", reverse), OnnxSamples.Whole("exclusive", exclusive)),
        ],
        [[3, 4, 5]],
        Numbers("axis", axis));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void OneHot_codes_places(int axis)
    {
        byte[] values = OnnxSamples.Bytes(5, OnnxSamples.Tensor("values", [2], OnnxSamples.Floats(-1, 3)));
        byte[] indices = OnnxSamples.Bytes(5, Raw("indices", [2, 3], 0, 2, -1, 3, -4, 9));
        Compare(
            17,
            [
                OnnxSamples.Node("OneHot", ["indices", "depth", "values"], ["hot"], OnnxSamples.Whole("axis", axis)),
                OnnxSamples.Node("ReduceSum", ["x0"], ["sum"]),
                OnnxSamples.Node("Add", ["hot", "sum"], ["y"]),
            ],
            [[1, 3]],
            values,
            indices,
            Numbers("depth", 4));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 2)]
    [InlineData(0, -1)]
    public void Trilu_keeps_a_triangle(int upper, int k) => Compare(
        17,
        [OnnxSamples.Node("Trilu", ["x0", "k"], ["y"], OnnxSamples.Whole("upper", upper))],
        [[2, 4, 5]],
        OnnxSamples.Bytes(5, Raw("k", [], k)));

    [Theory]
    [InlineData(11, 1)]
    [InlineData(13, 1)]
    [InlineData(13, -1)]
    public void Hardmax_marks_the_largest(int opset, int axis)
        => Compare(opset, [OnnxSamples.Node("Hardmax", ["x0"], ["y"], OnnxSamples.Whole("axis", axis))], [[2, 4, 5]]);

    [Fact]
    public void EyeLike_has_the_shape_of_another() => Compare(
        17,
        [
            OnnxSamples.Node("EyeLike", ["x0"], ["eye"], OnnxSamples.Whole("k", 1)),
            OnnxSamples.Node("Add", ["eye", "x0"], ["y"]),
        ],
        [[3, 5]]);

    [Theory]
    [InlineData(0, new[] { 2, 3, 4, 5 })]
    [InlineData(1, new[] { 2, 3, 4, 5 })]
    [InlineData(0, new[] { 2, 3, 4, 2, 3 })]
    public void AffineGrid_maps_places(int aligned, int[] size)
    {
        long[] extents = [.. size];
        byte[] sizes = OnnxSamples.Bytes(5, Raw("size", [size.Length], extents));
        Compare(
            20,
            [OnnxSamples.Node("AffineGrid", ["x0", "size"], ["y"], OnnxSamples.Whole("align_corners", aligned))],
            [[2, size.Length - 2, size.Length - 1]],
            sizes);
    }

    [Theory]
    [InlineData(10, 1, "avg")]
    [InlineData(16, 2, "avg")]
    [InlineData(16, 3, "avg")]
    [InlineData(10, 2, "max")]
    [InlineData(16, 1, "max")]
    [InlineData(16, 3, "max")]
    public void RoiAlign_pools_over_regions(int opset, int points, string mode)
    {
        byte[] regions = OnnxSamples.Bytes(5, OnnxSamples.Tensor(
            "regions", [3, 4], OnnxSamples.Floats(0, 0, 9, 5, 2.5f, 3, 14, 20, -3, 4.2f, 3.1f, 4.3f)));
        byte[] images = OnnxSamples.Bytes(5, Raw("images", [3], 0, 1, 1));
        byte[] scale = OnnxSamples.Join(
            OnnxSamples.Text(1, "spatial_scale"), [(2 << 3) | 5], OnnxSamples.Floats(0.5f), OnnxSamples.Number(20, 1));
        Compare(
            opset,
            [
                OnnxSamples.Node(
                    "RoiAlign",
                    ["x0", "regions", "images"],
                    ["y"],
                    OnnxSamples.Whole("output_height", 3),
                    OnnxSamples.Whole("output_width", 2),
                    OnnxSamples.Whole("sampling_ratio", points),
                    OnnxSamples.Words("mode", mode),
                    scale),
            ],
            [[2, 3, 7, 8]],
            regions,
            images);
    }

    [Theory]
    [InlineData("Sin", 7)]
    [InlineData("Cos", 7)]
    [InlineData("Tan", 7)]
    [InlineData("Asin", 7)]
    [InlineData("Acos", 7)]
    [InlineData("Atan", 7)]
    [InlineData("Sinh", 9)]
    [InlineData("Cosh", 9)]
    [InlineData("Asinh", 9)]
    [InlineData("Acosh", 9)]
    [InlineData("Atanh", 9)]
    public void Sines_and_their_kin(string name, int opset)
    {
        // Within the domain of each: from −1 to 1, and from 1 on.
        byte[][] before = name switch
        {
            "Asin" or "Acos" or "Atanh" => [OnnxSamples.Node("Tanh", ["x0"], ["x"])],
            "Acosh" => [OnnxSamples.Node("Mul", ["x0", "x0"], ["square"]), OnnxSamples.Node("Exp", ["square"], ["x"])],
            _ => [OnnxSamples.Node("Identity", ["x0"], ["x"])],
        };
        Compare(opset, [.. before, OnnxSamples.Node(name, ["x"], ["y"])], [[3, 4, 5]]);
    }

    /// <summary>Which numbers fall, nobody knows beforehand.</summary>
    [Fact]
    public void Dropout_in_training_mode_needs_a_seed()
    {
        byte[] model = OnnxSamples.Model(
            OnnxSamples.Bytes(1, OnnxSamples.Node("Dropout", ["x0", "ratio", "training"], ["y"])),
            OnnxSamples.Bytes(5, OnnxSamples.Tensor("ratio", [], OnnxSamples.Floats(0.5f))),
            OnnxSamples.Bytes(5, OnnxSamples.Tensor("training", [], [1], type: 9)),
            OnnxSamples.Bytes(11, OnnxSamples.Value("x0", 1, 3)),
            OnnxSamples.Bytes(12, OnnxSamples.Value("y", 1, 3)));
        File.WriteAllBytes(_folder.File("m.onnx"), model);
        using OnnxFile file = OnnxFile.Open(_folder.File("m.onnx"));

        string message = Assert.Throws<ModelFormatException>(() => OnnxNetwork.Read(file)).Message;
        Assert.Contains("training_mode without a seed", message, StringComparison.Ordinal);
        Assert.Contains("model.eval()", message, StringComparison.Ordinal);
    }

    private static byte[] Raw(string name, long[] dims, params long[] values)
        => OnnxSamples.Tensor(name, dims, [.. values.SelectMany(BitConverter.GetBytes)], type: 7);

    private static byte[] Numbers(string name, params long[] values) => OnnxSamples.Bytes(5, Raw(name, [values.Length], values));

    private void Compare(int opset, byte[][] nodes, long[][] shapes, params byte[][] initializers)
    {
        byte[] model = OnnxSamples.Model(
            opset,
            [
                .. nodes.Select(node => OnnxSamples.Bytes(1, node)),
                .. initializers,
                .. shapes.Select((shape, i) => OnnxSamples.Bytes(11, OnnxSamples.Value($"x{i}", shape))),
                OnnxSamples.Bytes(12, OnnxSamples.Join(
                    OnnxSamples.Text(1, "y"), OnnxSamples.Bytes(2, OnnxSamples.Bytes(1, OnnxSamples.Number(1, 1))))),
            ]);
        File.WriteAllBytes(_folder.File("m.onnx"), model);
        Shape[] extents = [.. shapes.Select(shape => Shape.Create([.. shape.Select(extent => (int)extent)]))];
        float[][] numbers = [.. extents.Select((shape, i) => RandomNetworks.Input(shape, seed: i))];
        using var runtime = new Runtime(_folder.File("m.onnx"));
        (int[] shapeOfY, float[] expected) = Assert.Single(runtime.Run(extents.Zip(numbers, (shape, x) => (shape.ToArray(), x))));

        Network network = NetworkFiles.Load(_folder.File("m.onnx"));
        var outputs = new Tensor[1];
        network.Forward([.. extents.Zip(numbers, (shape, x) => Tensor.From(x, shape))], outputs);
        Assert.Equal(shapeOfY, outputs[0].Shape.ToArray());
        double scale = Math.Max(1, expected.Max(Math.Abs));
        Assert.All(expected.Zip(outputs[0].ToArray()), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-5 * scale));
    }
}
