using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.GradientChecking;
using NormSharp.Inference;
using NormSharp.Layers;
using NormSharp.Optimizers;
using NormSharp.Serialization;
using NormSharp.Tensors;
using NormSharp.Tests.Inference;
using NormSharp.Tests.Transforms;
using NormSharp.Transforms;

namespace NormSharp.Tests.Layers.Containers;

public sealed class NetworkTests
{
    private static readonly Shape Input = [2, 3, 8, 8];

    [Fact]
    public void What_is_computed_in_one_pass_has_the_bits_of_single_layers()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Network fused = new RandomGraph(seed).Create();
            Network watched = new RandomGraph(seed).Create();
            fused.Randomized((ulong)seed);
            watched.Randomized((ulong)seed);
            watched.Observe(new PathObserver());
            foreach (bool training in (bool[])[true, false])
            {
                fused.Train(training);
                watched.Train(training);
                Assert.Equal(FusionStep.Of(Backend.Default, watched, 5, Input), FusionStep.Of(Backend.Default, fused, 5, Input));
            }
        }
    }

    [Fact]
    public void Normalization_activation_pooling_and_sums_are_computed_in_one_pass()
    {
        Network net = Blocks();
        using var tape = new Tape();
        net.Forward(tape.Input(RandomTensor.Normal(1, Input)));
        var all = new PathObserver();
        net.Observe(all);
        net.Forward(tape.Input(RandomTensor.Normal(1, Input)));
        Assert.Contains("bn2", all.Seen);

        // Observed from outside only, the layers inside run as they like.
        var outside = new PathObserver();
        net.Observe(null);
        net.Observer = outside;
        net.Forward(tape.Input(RandomTensor.Normal(1, Input)));
        Assert.Single(outside.Seen);
    }

    [Fact]
    public void A_network_of_the_form_of_a_chain_and_a_block_has_their_bits()
    {
        var chain = new Sequential(
            ("conv1", Padded(3, 4)),
            ("bn1", new BatchNorm(4)),
            ("act1", new Relu()),
            ("block", new Residual(new Sequential(Padded(4, 4), new BatchNorm(4)), null, new Relu())),
            ("pool", new AveragePool2d(2)),
            ("flatten", new Flatten()),
            ("fc", new Linear(64, 3)));
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Add("act1", new Relu(), net.Add("bn1", new BatchNorm(4), net.Add("conv1", Padded(3, 4), net.Input())));
        SymbolicTensor branch = net.Add("bn2", new BatchNorm(4), net.Add("conv2", Padded(4, 4), x));
        SymbolicTensor sum = net.Add("act2", new Relu(), net.Sum(branch, x));
        SymbolicTensor pooled = net.Add("flatten", new Flatten(), net.Add("pool", new AveragePool2d(2), sum));
        Network network = net.Build(net.Add("fc", new Linear(64, 3), pooled));
        chain.Initialize(3);
        network.Initialize(3);
        Assert.Equal(FusionStep.Of(Backend.Default, chain, 5, Input), FusionStep.Of(Backend.Default, network, 5, Input));
    }

    [Fact]
    public void Gradients_are_those_of_differences()
    {
        foreach (Network net in (Network[])[Dense(), UShape(), Blocks()])
        {
            GradientCheckResult result = GradientCheck.Run(net, RandomTensor.Normal(5, [2, 3, 4, 4]));
            Assert.True(result.RelativeError < 1e-6, result.ToString());
        }
    }

    [Fact]
    public void Plans_give_what_the_network_gives()
    {
        for (int seed = 0; seed < 80; seed++)
        {
            Network net = new RandomGraph(seed).Create().Randomized((ulong)seed);
            Tensor x = RandomTensor.Normal((ulong)seed, Input);
            double[] expected = RandomState.Outputs(net, x, Backend.Default);
            Assert.Equal(
                expected, PlanOutputs.Of(InferencePlan.Compile(net, Input, new InferencePlanOptions { FoldsNormalization = false }), x));
            double difference = RandomState.Difference(expected, PlanOutputs.Of(InferencePlan.Compile(net, Input), x));
            Expect.True(difference < 2e-5, $"network {seed}: folded, outputs differ by {difference:E2}");
        }
    }

    [Fact]
    public void Folded_networks_compute_the_same()
    {
        int folded = 0;
        var reference = new ReferenceBackend();
        for (int seed = 0; seed < 80; seed++)
        {
            Network net = new RandomGraph(seed).Create().Randomized((ulong)seed);
            Tensor x = RandomTensor.Normal((ulong)seed, Input);
            FoldResult result = BatchNormFolding.Fold(net, Input);
            folded += result.Folded.Count;
            double difference = RandomState.Difference(
                RandomState.Outputs(net, x, reference), RandomState.Outputs(result.Model, x, reference));
            Expect.True(difference < 1e-6, $"network {seed}: in double, outputs differ by {difference:E2}");
            Assert.DoesNotContain(result.Model.NamedModules(), entry => result.Folded.Any(fold => fold.Name == entry.Name));
        }

        Expect.True(folded > 40, $"only {folded} normalizations were folded");
    }

    [Fact]
    public void Saved_networks_come_back_with_what_they_share()
    {
        using var folder = new TemporaryFolder();
        for (int seed = 0; seed < 30; seed++)
        {
            Network net = new RandomGraph(seed).Create().Randomized((ulong)seed);
            ModelFile.Save(folder.File("net.safetensors"), net);
            Module again = ModelFile.Load(folder.File("net.safetensors")).Module;
            Tensor x = RandomTensor.Normal((ulong)seed, Input);
            Assert.Equal(RandomState.Outputs(net, x, Backend.Default), RandomState.Outputs(again, x, Backend.Default));
            Assert.Equal(Places(net), Places(again));
        }

        static IEnumerable<int> Places(Module module)
        {
            List<Module> layers = [.. module.NamedModules().Select(entry => entry.Module)];
            return layers.Select(layer => layers.IndexOf(layer));
        }
    }

    [Theory]
    [InlineData("dense")]
    [InlineData("u")]
    [InlineData("blocks")]
    [InlineData("everything")]
    public void A_warm_training_step_allocates_nothing(string form)
    {
        Network net = form switch { "dense" => Dense(), "u" => UShape(), "blocks" => Blocks(), _ => Everything() };
        net.Initialize(1);
        var optimizer = new Sgd(net, new SgdOptions { LearningRate = 0.01 });
        Parameter[] parameters = [.. net.NamedParameters().Select(entry => entry.Parameter)];
        using var backend = new CpuBackend(1);
        using var tape = new Tape(backend);
        Tensor x = RandomTensor.Normal(1, Input);
        Tensor upstream = RandomTensor.Normal(2, net.Forward(x).Shape);
        for (int warm = 0; warm < 5; warm++)
        {
            Step();
        }

        // The runtime's own work may fall into one round, never into all.
        Assert.Equal(0, Enumerable.Range(0, 10).Min(_ => BytesOf(Step)));

        void Step()
        {
            tape.Backward(net.Forward(tape.Input(x)), tape.Input(upstream), last: true);
            optimizer.Step();
            foreach (Parameter parameter in parameters)
            {
                parameter.ClearGradient();
            }

            tape.Restart();
        }
    }

    [Fact]
    public void Several_inputs_and_outputs_have_names_and_an_order()
    {
        var net = new NetworkBuilder();
        SymbolicTensor image = net.Input("image");
        SymbolicTensor mask = net.Input("mask");
        SymbolicTensor masked = net.Add("masked", new Product(), image, mask);
        SymbolicTensor mean = net.Add("mean", new GlobalAveragePool2d(), masked);
        Network model = net.Build(("mean", mean), ("masked", masked), ("image", image));
        Tensor x = RandomTensor.Normal(1, [3, 2, 4, 4]);
        Tensor m = RandomTensor.Normal(2, [3, 1, 4, 4]);
        var outputs = new Tensor[3];
        model.Forward([x, m], outputs);

        Assert.Equal(["image", "mask"], model.InputNames);
        Assert.Equal(["mean", "masked", "image"], model.OutputNames);
        Assert.Equal(outputs[0].ToArray(), model.Forward(x, m).ToArray());
        Assert.Equal(x[1, 1, 2, 3] * m[1, 0, 2, 3], outputs[1][1, 1, 2, 3]);
        Assert.Contains("2 inputs (image, mask)", Assert.Throws<LayerException>(() => model.Forward(x)).Message, StringComparison.Ordinal);

        model.Evaluate();
        var plan = InferencePlan.Compile(model, [[4, 2, 4, 4], [4, 1, 4, 4]]);
        var planned = outputs.Select(output => new float[output.Length]).ToArray();
        plan.Run([x.ToArray(), m.ToArray()], [planned[0], planned[1], planned[2]]);
        Assert.Equal(outputs.Select(output => output.ToArray()), planned);
        Assert.Throws<InvalidOperationException>(() => plan.Run(x.ToArray(), new float[6]));
        Module again = LayerCatalog.Create(model.Describe());
        Assert.Equal(model.Describe().ToJsonString(), again.Describe().ToJsonString());
    }

    [Fact]
    public void Mistakes_in_building_are_named()
    {
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Input("x");
        Assert.Contains("takes 1 inputs, and was given 2", Message(() => net.Add("a", new Relu(), x, x)), StringComparison.Ordinal);
        SymbolicTensor a = net.Add("a", new Relu(), x);
        Assert.Contains("\"a\"", Message(() => net.Add("a", new Relu(), x)), StringComparison.Ordinal);
        Assert.Contains("\"a.b\"", Message(() => net.Add("a.b", new Relu(), x)), StringComparison.Ordinal);
        Assert.Contains("another network", Message(() => new NetworkBuilder().Add(new Relu(), x)), StringComparison.Ordinal);
        net.Add("idle", new Tanh(), x);
        Assert.Contains("idle (Tanh) is used by nothing", Message(() => net.Build(a)), StringComparison.Ordinal);

        static string Message(Action action) => Assert.Throws<ArgumentException>(action).Message;
    }

    [Theory]
    [InlineData("""[{"type":"Relu","name":"a","from":["b"]},{"type":"Relu","name":"b","from":["a"]}]""", "circle")]
    [InlineData("""[{"type":"Relu","name":"a","from":["a"]}]""", "circle")]
    [InlineData("""[{"type":"Relu","name":"a","from":["c"]}]""", "no input and no layer of that name")]
    [InlineData("""[{"type":"Relu","name":"a","from":["x"]},{"type":"Relu","name":"a","from":["x"]}]""", "unique")]
    [InlineData("""[{"type":"Relu","name":"x","from":["x"]}]""", "unique")]
    [InlineData("""[{"type":"Relu","name":"a"}]""", "\"from\" is missing")]
    [InlineData("""[{"type":"Relu","name":"a","from":["x","x"]}]""", "takes 1 inputs")]
    [InlineData("""[{"type":"Relu","name":"a","from":[null]}]""", "not a list of texts")]
    public void A_damaged_description_is_refused_in_one_line(string layers, string expected)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("net.safetensors");
        var writer = new SafetensorsWriter();
        writer.Metadata[ModelFile.ArchitectureKey] =
            $$"""{"type":"Network","inputs":["x"],"layers":{{layers}},"outputs":["y"],"returns":["a"]}""";
        AtomicFile.Write(path, writer.Write);
        ModelFormatException error = Assert.Throws<ModelFormatException>(() => ModelFile.Load(path));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_chain_with_a_layer_in_two_places_is_saved_once_and_shared_again()
    {
        using var folder = new TemporaryFolder();
        var conv = new Conv2d(4, 4, 3, new Conv2dOptions { Padding = 1 });
        var model = new Sequential(
            new Conv2d(1, 4, 5, new Conv2dOptions { Stride = 2 }), new Relu(), conv, new Relu(), conv, new Flatten(), new Linear(576, 10));
        ModelFile.Save(folder.File("shared.safetensors"), model);
        var again = (Sequential)ModelFile.Load(folder.File("shared.safetensors")).Module;
        using SafetensorsFile file = SafetensorsFile.Open(folder.File("shared.safetensors"));

        Assert.Same(again.Layers[2], again.Layers[4]);
        Assert.Equal(6, file.Tensors.Count);
        model.Evaluate();
        Tensor x = RandomTensor.Normal(1, [2, 1, 28, 28]);
        Assert.Equal(model.Forward(x).ToArray(), again.Forward(x).ToArray());
    }

    private static long BytesOf(Action step)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        step();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Conv2d Padded(int inChannels, int outChannels)
        => new(inChannels, outChannels, 3, new Conv2dOptions { Padding = 1, Bias = false });

    /// <summary>Each layer reads all before it, and a gate scales the channels.</summary>
    private static Network Dense()
    {
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Input();
        SymbolicTensor a = net.Add("conv1", Padded(3, 2), x);
        SymbolicTensor b = net.Add("conv2", Padded(5, 2), net.Concatenate(x, a));
        SymbolicTensor all = net.Add("norm", new BatchNorm(7), net.Concatenate(x, a, b));
        SymbolicTensor gate = net.Add(
            "gate", new Sigmoid(), net.Add("fc", new Conv2d(7, 7, 1), net.Add("squeeze", new GlobalAveragePool2d(), all)));
        return net.Build(net.Product(all, gate));
    }

    /// <summary>Down, up, and across; the way up uses one convolution twice.</summary>
    private static Network UShape()
    {
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Add("first", Padded(3, 4), net.Input());
        SymbolicTensor down = net.Add("pool", new AveragePool2d(2), net.Add("act", new Tanh(), net.Add("bn", new BatchNorm(4), x)));
        var shared = Padded(4, 4);
        SymbolicTensor deep = net.Add("deep2", shared, net.Add("deep1", shared, down));
        SymbolicTensor up = net.Add("up", new Upsample2d(2), deep);
        return net.Build(net.Add("last", new Conv2d(8, 2, 1), net.Concatenate(up, x)));
    }

    /// <summary>Sums of two and of three, a constant that is trained, blocks inside.</summary>
    private static Network Blocks()
    {
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Input();
        SymbolicTensor a = net.Add("block1", new Sequential(Padded(3, 3), new BatchNorm(3)), x);
        SymbolicTensor b = net.Add("act1", new Tanh(), net.Sum(x, a));
        SymbolicTensor c = net.Add("bn2", new BatchNorm(3), net.Add("conv2", Padded(3, 3), b));
        SymbolicTensor d = net.Sum(c, b, x);
        SymbolicTensor scale = net.Add("scale", new Constant(RandomTensor.Normal(3, [3, 1, 1]), trained: true));
        return net.Build(net.Add("block2", new Residual(Padded(3, 3), null, new Tanh()), net.Product(d, scale)));
    }

    private static Network Everything()
    {
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Input();
        SymbolicTensor a = net.Add("u", UShape(), x);
        SymbolicTensor b = net.Add("dense", Dense(), x);
        SymbolicTensor c = net.Add("blocks", Blocks(), x);
        SymbolicTensor all = net.Add("flatten", new Flatten(), net.Add("gap", new GlobalAveragePool2d(), net.Concatenate(a, b, c)));
        return net.Build(net.Add("fc", new Linear(12, 4), all));
    }
}
