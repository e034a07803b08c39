using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;
using static NormSharp.Tests.Gradients.GradientsOf;

namespace NormSharp.Tests.Gradients;

/// <summary>Gradients of functions of each element, of reductions, and of what moves numbers about.</summary>
public sealed class FunctionGradientTests
{
    public static TheoryData<string> Unaries =>
    [
        .. Enum.GetNames<UnaryOperation>().Except(
            [nameof(UnaryOperation.ToFloat16), nameof(UnaryOperation.ToBFloat16), nameof(UnaryOperation.CutToBFloat16)]),
    ];

    public static TheoryData<string> Reductions => [.. Enum.GetNames<ReductionKind>()];

    [Theory]
    [MemberData(nameof(Unaries))]
    public void Functions_of_one_number(string name)
    {
        UnaryOperation operation = Enum.Parse<UnaryOperation>(name);
        var function = new UnaryFunction(operation);
        Layer(
            operation switch
            {
                UnaryOperation.Asin or UnaryOperation.Acos or UnaryOperation.Atanh => After(new Tanh(), function),
                UnaryOperation.Acosh => After(new UnaryFunction(UnaryOperation.Exp), new Affine(1, 1), function),
                _ => Positive(function),
            },
            3,
            5);
    }

    [Theory]
    [InlineData(nameof(BinaryOperation.Subtract))]
    [InlineData(nameof(BinaryOperation.Divide))]
    [InlineData(nameof(BinaryOperation.Max))]
    [InlineData(nameof(BinaryOperation.Min))]
    [InlineData(nameof(BinaryOperation.Power))]
    [InlineData(nameof(BinaryOperation.Modulo))]
    [InlineData(nameof(BinaryOperation.Remainder))]
    public void Functions_of_two_numbers(string name)
    {
        BinaryOperation operation = Enum.Parse<BinaryOperation>(name);
        Layer(WithParameter(operation, isFirst: false), 2, 3, 4);
        Layer(WithParameter(operation, isFirst: true), 2, 3, 4);
    }

    [Theory]
    [MemberData(nameof(Reductions))]
    public void Reductions_of_some_dimensions(string name)
    {
        ReductionKind kind = Enum.Parse<ReductionKind>(name);
        Layer(Positive(new Reduce(kind, [-1, 1], keepsDimensions: true)), 2, 3, 4, 2);
        Layer(Positive(new Reduce(kind, [1], keepsDimensions: false)), 2, 5, 3);
    }

    [Fact]
    public void Functions_of_single_layers()
    {
        Layer(new Affine(-2.5, 1), 3, 5);
        Layer(new Softmax(1), 2, 3, 4);
        Layer(new LogSoftmax(1), 2, 3, 4);
    }

    [Fact]
    public void Choices_flow_to_both_sides() => Layer(
        Network((net, x) => net.Add(
            "select",
            new Select(),
            net.Add("mask", new BinaryFunction(BinaryOperation.Greater), x, net.Add("bound", new Constant(Tensor.From([0.1f])))),
            x,
            net.Add("other", new Constant(RandomTensor.Normal(3, [3, 1]), trained: true)))),
        2,
        3,
        4);

    [Fact]
    public void The_slopes_of_ParametricRelu() => Layer(
        Network((net, x) => net.Add(
            "relu", new ParametricRelu(), x, net.Add("slope", new Constant(RandomTensor.Normal(3, [3, 1]), trained: true)))),
        2,
        3,
        4);

    [Fact]
    public void Shapes()
    {
        Layer(new Reshape([Reshape.Kept, 2, Reshape.Rest]), 2, 3, 4);
        Layer(new Permute([2, 0, 1]), 2, 3, 4);
        Layer(new Expand([4, 3, 5]), 2, 1, 1, 5);
        Layer(new Tile([2, 1, 3]), 2, 3, 4);
        Layer(new Slice([new SliceRange(1, -3, int.MaxValue, 2), new SliceRange(2, -1, -9, -2)]), 2, 6, 5);
    }

    [Fact]
    public void A_product_of_matrices() => Layer(
        Network((net, x) => net.Add(
            "product", new MatrixProduct(), x, net.Add("right", new Constant(RandomTensor.Normal(3, [2, 4, 5]), trained: true)))),
        2,
        3,
        4);

    [Theory]
    [InlineData(nameof(IndexKind.Entries), 1, new[] { 2, 2 }, new[] { 0f, -1, 2, 0 })]
    [InlineData(nameof(IndexKind.Elements), 1, new[] { 2, 2, 4 }, new[] { 0f, 1, 2, 2, 2, 0, 1, -1, 0, 0, 0, 0, 1, 1, 2, -3 })]
    [InlineData(nameof(IndexKind.Coordinates), 0, new[] { 3, 2 }, new[] { 0f, 2, 1, 1, 0, 2 })]
    [InlineData(nameof(IndexKind.Coordinates), 1, new[] { 2, 1, 2 }, new[] { 2f, 3, 0, -1 })]
    public void Gathering(string kind, int axis, int[] shape, float[] indices) => Layer(
        Network((net, x) => net.Add("gather", new Gather(Enum.Parse<IndexKind>(kind), axis), x, Indices(net, shape, indices))), 2, 3, 4);

    [Theory]
    [InlineData(nameof(ScatterKind.Set))]
    [InlineData(nameof(ScatterKind.Add))]
    public void Scattering(string name)
    {
        ScatterKind kind = Enum.Parse<ScatterKind>(name);
        Layer(
            Network((net, x) => net.Add(
                "scatter",
                new Scatter(IndexKind.Coordinates, 0, kind),
                x,
                Indices(net, [2, 2], [0f, 2, 1, 0]),
                net.Add("updates", new Constant(RandomTensor.Normal(3, [2, 4]), trained: true)))),
            2,
            3,
            4);
        Layer(
            Network((net, x) => net.Add(
                "scatter",
                new Scatter(IndexKind.Elements, 1, kind),
                x,
                Indices(net, [1, 2], [2f, 0]),
                net.Add("updates", new Constant(RandomTensor.Normal(3, [1, 2]), trained: true)))),
            2,
            3);
    }

    [Fact]
    public void Places_and_comparisons_have_none()
    {
        foreach (Module layer in (Module[])[new ArgMax(1, true, false), new TopIndices(2, 1, true)])
        {
            using var tape = new NormSharp.Autograd.Tape();
            Tensor x = tape.Watch(RandomTensor.Normal(1, [2, 3]));
            Assert.False(layer.Forward(x).RequiresGradient);
        }
    }

    private static Network Positive(Module layer) => After(new UnaryFunction(UnaryOperation.Exp), layer);

    /// <summary>One layer after the other, such as one that brings numbers to where the next is defined.</summary>
    private static Network After(params Module[] layers) => Network((net, x) =>
    {
        for (int i = 0; i < layers.Length; i++)
        {
            x = net.Add($"layer{i}", layers[i], x);
        }

        return x;
    });

    private static Network WithParameter(BinaryOperation operation, bool isFirst) => Network((net, x) =>
    {
        SymbolicTensor positive = net.Add("exp", new UnaryFunction(UnaryOperation.Exp), x);
        SymbolicTensor other = net.Add("other", new Constant(Tensor.From([0.7f, 1.9f, 3.1f], [3, 1]), trained: true));
        SymbolicTensor[] inputs = isFirst ? [other, positive] : [positive, other];
        return net.Add("function", new BinaryFunction(operation), inputs);
    });

    private static SymbolicTensor Indices(NetworkBuilder net, int[] shape, float[] indices)
        => net.Add("indices", new Constant(Tensor.From(indices, Shape.Create(shape))));

    private static Network Network(Func<NetworkBuilder, SymbolicTensor, SymbolicTensor> build)
    {
        var net = new NetworkBuilder();
        return net.Build(build(net, net.Input()));
    }
}
