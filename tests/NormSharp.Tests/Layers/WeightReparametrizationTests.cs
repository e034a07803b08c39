using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Optimizers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers;

public sealed class WeightReparametrizationTests
{
    public static TheoryData<string> Kinds() => new("weight", "standardization", "spectral");

    [Fact]
    public void State_is_named_like_PyTorchs()
    {
        var model = new Sequential(
            ("g", new WeightNorm(new Conv2d(2, 4, 3))),
            ("s", new WeightStandardization(new Conv2d(4, 3, (1, 2), new Conv2dOptions { Bias = false }))),
            ("p", new SpectralNorm(new Linear(6, 5))));

        Assert.Equal(
            ["g.weight_v [4, 2, 3, 3]", "g.bias [4]", "g.weight_g [4, 1, 1, 1]", "s.weight [3, 4, 1, 2]", "p.weight_orig [5, 6]",
                "p.bias [5]"],
            model.NamedParameters().Select(entry => $"{entry.Name} {entry.Parameter.Shape}"));
        Assert.Equal(["p.weight_u [5]", "p.weight_v [6]"], model.NamedBuffers().Select(entry => $"{entry.Name} {entry.Buffer.Shape}"));
        Assert.Equal(["", "g", "s", "p"], model.NamedModules().Select(entry => entry.Name));
    }

    [Fact]
    public void Weight_normalization_changes_nothing_at_first_nor_after_drawing_anew()
    {
        var plain = new Conv2d(3, 4, 3);
        Tensor x = RandomTensor.Normal(1, [2, 3, 6, 6]);
        float[] before = plain.Forward(x).ToArray();
        var wrapped = new WeightNorm(plain);
        AssertClose(before, wrapped.Forward(x).ToArray());

        var anew = new Conv2d(3, 4, 3);
        anew.Initialize(7);
        wrapped.Initialize(7);
        Assert.Equal(anew.Weight.ToArray(), wrapped.Direction.ToArray());
        AssertClose(anew.Weight.ToArray(), wrapped.EffectiveWeight().ToArray());
    }

    [Fact]
    public void A_direction_has_no_length_and_its_gradient_is_orthogonal_to_it()
    {
        var layer = new WeightNorm(new Linear(17, 5));
        Tensor x = RandomTensor.Normal(1, [4, 17]);
        float[] before = layer.Forward(x).ToArray();
        foreach (ref float value in layer.Direction.AsSpan())
        {
            value *= 3.7f;
        }

        AssertClose(before, layer.Forward(x).ToArray());
        using var tape = new Tape();
        Tensor y = layer.Forward(tape.Input(x));
        tape.Backward(y, tape.Input(RandomTensor.Normal(2, y.Shape)));
        float[] gradient = layer.Direction.Gradient!.ToArray();
        float[] direction = layer.Direction.ToArray();
        for (int row = 0; row < 5; row++)
        {
            double product = Enumerable.Range(row * 17, 17).Sum(i => (double)gradient[i] * direction[i]);
            double size = Enumerable.Range(row * 17, 17).Sum(i => Math.Abs((double)gradient[i] * direction[i]));
            Assert.InRange(Math.Abs(product), 0, 1e-5 * size);
        }
    }

    [Fact]
    public void Standardized_rows_have_mean_0_and_variance_1()
    {
        var layer = new WeightStandardization(new Conv2d(3, 4, 3), epsilon: 0);
        foreach (ref float value in layer.Weight.AsSpan())
        {
            value = (value * 0.1f) + 5;
        }

        float[] weight = layer.EffectiveWeight().ToArray();
        for (int row = 0; row < 4; row++)
        {
            double[] values = [.. weight.Skip(row * 27).Take(27).Select(value => (double)value)];
            double mean = values.Average();
            Assert.InRange(mean, -1e-4, 1e-4);
            Assert.Equal(1, values.Average(value => (value - mean) * (value - mean)), 1e-4);
        }
    }

    [Fact]
    public void Power_iteration_finds_the_largest_singular_value_and_evaluation_leaves_its_vectors_alone()
    {
        // Singular values 3, 2 and 1 in rotated bases would hide nothing that the axes do not show: W = diag(1, 3, 2) with a column of
        // zeros.
        var layer = new SpectralNorm(new Linear(4, 3, bias: false));
        layer.Original.AsSpan().Clear();
        layer.Original.AsSpan()[0] = 1;
        layer.Original.AsSpan()[5] = 3;
        layer.Original.AsSpan()[10] = 2;
        Tensor x = RandomTensor.Normal(1, [2, 4]);
        for (int i = 0; i < 60; i++)
        {
            layer.Forward(x);
        }

        AssertClose([1 / 3f, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2 / 3f, 0], layer.EffectiveWeight().ToArray());
        float[] u = layer.U.ToArray();
        Assert.Equal(1, Math.Abs(u[1]), 1e-5);
        layer.Original.AsSpan()[10] = 30;
        layer.Evaluate();
        layer.Forward(x);
        Assert.Equal(u, layer.U.ToArray());
        layer.Train();
        layer.Forward(x);
        Assert.NotEqual(u, layer.U.ToArray());
    }

    [Fact]
    public void Two_uses_in_one_step_each_keep_the_vectors_that_they_were_computed_with()
    {
        SpectralNorm shared = new(new Linear(4, 4));
        SpectralNorm first = new(new Linear(4, 4));
        SpectralNorm second = new(new Linear(4, 4));
        foreach (SpectralNorm copy in (SpectralNorm[])[first, second])
        {
            Copy(shared, copy);
        }

        Tensor x = RandomTensor.Normal(1, [3, 4]);
        Tensor dy = RandomTensor.Normal(2, [3, 4]);
        float[] expected = Gradient(first, () => second.Original.Gradient!, () =>
        {
            // The second copy starts from the vectors that the first pass leaves.
            first.Forward(x);
            first.U.CopyTo(second.U.AsSpan());
            first.V.CopyTo(second.V.AsSpan());
            Copy(shared, first);
        }, new Sequential(first, new Tanh(), second));
        float[] actual = Gradient(shared, null, () => { }, new Sequential(shared, new Tanh(), shared));
        AssertClose(expected, actual);

        float[] Gradient(SpectralNorm layer, Func<Tensor>? other, Action prepare, Sequential model)
        {
            prepare();
            using var tape = new Tape();
            tape.Backward(model.Forward(tape.Input(x)), tape.Input(dy));
            float[] gradient = layer.Original.Gradient!.ToArray();
            return other is null ? gradient : [.. gradient.Zip(other().ToArray(), (a, b) => a + b)];
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Baked_it_is_the_plain_layer_with_equal_outputs(string kind)
    {
        foreach ((Module plain, Shape shape) in ((Module, Shape)[])
            [
                (new Linear(17, 5), [4, 17]),
                (new Conv2d(4, 6, 3, new Conv2dOptions { Groups = 2, Stride = 2, Padding = 1, Bias = false }), [2, 4, 7, 6]),
            ])
        {
            WeightReparametrization layer = Trained(Wrap(kind, plain), shape);
            Tensor x = RandomTensor.Normal(9, shape);
            Module baked = layer.Bake();

            Assert.IsType(plain.GetType(), baked);
            Assert.False(baked.IsTraining);
            AssertClose(layer.Forward(x).ToArray(), baked.Forward(x).ToArray());
            Assert.Equal(layer.Bias is null ? ["weight"] : ["weight", "bias"], baked.NamedParameters().Select(entry => entry.Name));
        }
    }

    [Fact]
    public void A_whole_model_is_baked_with_its_names_and_all_other_state()
    {
        Sequential model = Nested();
        Tensor x = RandomTensor.Normal(3, [4, 2, 8, 8]);
        Train(model, x);
        float[] before = model.Forward(x).ToArray();

        Module baked = WeightReparametrization.BakeAll(model);

        Assert.DoesNotContain(baked.NamedModules(), entry => entry.Module is WeightReparametrization);
        Assert.Equal(model.NamedModules().Select(entry => entry.Name), baked.NamedModules().Select(entry => entry.Name));
        AssertClose(before, baked.Forward(x).ToArray());
        Assert.Equal(before, model.Forward(x).ToArray());
        WeightNorm root = new(new Linear(3, 2));
        AssertClose(root.EffectiveWeight().ToArray(), ((Linear)WeightReparametrization.BakeAll(root)).Weight.ToArray());
    }

    [Fact]
    public void Models_with_reparametrized_weights_are_saved_and_loaded()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        Sequential model = Nested();
        Tensor x = RandomTensor.Normal(3, [4, 2, 8, 8]);
        Train(model, x);
        ModelFile.Save(path, model);

        Module loaded = ModelFile.Load(path).Module;

        Assert.Equal(model.Forward(x).ToArray(), loaded.Forward(x).ToArray());
        JsonObject description = model.Describe();
        Assert.Equal(description.ToJsonString(), loaded.Describe().ToJsonString());
        Assert.Equal(3, (int)description["layers"]![1]!["branch"]!["layers"]![0]!["power_iterations"]!);
    }

    [Fact]
    public void A_summary_has_one_row_for_wrapper_and_layer()
    {
        ModelSummaryRow row = Assert.Single(ModelSummary.Of(new WeightNorm(new Conv2d(1, 6, 5)), [1, 1, 28, 28]).Rows);

        Assert.Equal("WeightNorm(Conv2d(1, 6, kernel 5×5))", row.Layer);
        Assert.Equal((6 * 25) + 6 + 6, row.Parameters);
    }

    [Fact]
    public void What_cannot_be_wrapped_is_named()
    {
        Assert.Contains("not a Relu", Assert.Throws<ArgumentException>(() => new WeightNorm(new Relu())).Message, StringComparison.Ordinal);
        Assert.Contains(
            "not a WeightNorm",
            Assert.Throws<ArgumentException>(() => new SpectralNorm(new WeightNorm(new Linear(2, 2)))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "one number",
            Assert.Throws<ArgumentException>(() => new WeightStandardization(new Linear(1, 4))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new WeightStandardization(new Linear(2, 4), -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpectralNorm(new Linear(2, 4), powerIterations: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpectralNorm(new Linear(2, 4), epsilon: 0));
        var wrong = new Sequential(("fc", new WeightNorm(new Linear(3, 2))));
        string message = Assert.Throws<LayerException>(() => wrong.Forward(Tensor.Zeros([2, 4]))).Message;
        Assert.Contains("fc", message, StringComparison.Ordinal);
        Assert.Contains("WeightNorm", message, StringComparison.Ordinal);
    }

    private static WeightReparametrization Wrap(string kind, Module layer) => kind switch
    {
        "weight" => new WeightNorm(layer),
        "standardization" => new WeightStandardization(layer),
        _ => new SpectralNorm(layer),
    };

    private static Sequential Nested() => new(
        ("conv", new WeightNorm(new Conv2d(2, 4, 3))),
        ("block",
            new Residual(new Sequential(new SpectralNorm(new Conv2d(4, 4, 3, new Conv2dOptions { Padding = 1 }), 3), new BatchNorm(4)))),
        ("flatten", new Flatten()),
        ("fc", new WeightStandardization(new Linear(144, 3), 1e-3)));

    private static WeightReparametrization Trained(WeightReparametrization layer, Shape shape)
    {
        Train(layer, RandomTensor.Normal(5, shape));
        return layer;
    }

    /// <summary>A few steps, so that lengths, vectors and statistics are not those of new layers; then evaluation.</summary>
    private static void Train(Module model, Tensor x)
    {
        var optimizer = new Sgd(ParameterGroup.All(model), new SgdOptions { LearningRate = 0.05 });
        for (ulong step = 0; step < 4; step++)
        {
            model.ClearGradients();
            using var tape = new Tape();
            Tensor y = model.Forward(tape.Input(x));
            tape.Backward(y, tape.Input(RandomTensor.Normal(100 + step, y.Shape)));
            optimizer.Step();
        }

        model.Evaluate();
    }

    private static void Copy(SpectralNorm from, SpectralNorm to)
    {
        from.Original.CopyTo(to.Original.AsSpan());
        from.Bias!.CopyTo(to.Bias!.AsSpan());
        from.U.CopyTo(to.U.AsSpan());
        from.V.CopyTo(to.V.AsSpan());
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double size = expected.Max(Math.Abs);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 2e-6 * size));
    }
}
