using NormSharp.Backends;
using NormSharp.Inference;
using NormSharp.Inference.Operations;
using NormSharp.Layers;
using NormSharp.Tensors;
using NormSharp.Tests.Transforms;
using NormSharp.Transforms;
using NormSharp.Transforms.Graphs;

namespace NormSharp.Tests.Inference;

/// <summary>No step finds its input overwritten, whatever the network.</summary>
public class PlanMemoryTests
{
    private static readonly Shape Input = [2, 3, 8, 8];

    [Fact]
    public void Every_step_reads_what_was_written_for_it()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Sequential model = new RandomNetwork(seed).Create().Randomized((ulong)seed);
            foreach (bool folds in (bool[])[false, true])
            {
                ModelGraph graph = ModelGraph.Trace(model, Input, Backend.Default);
                IReadOnlyDictionary<Module, FoldedWeights> weights = folds ? BatchNormFolding.Plan(model, graph).Weights : new Dictionary<Module, FoldedWeights>();
                Simulate(new PlanCompiler(graph, weights), $"network {seed}, {(folds ? "folded" : "as it is")}");
            }
        }
    }

    [Fact]
    public void Random_networks_give_what_their_modules_give()
    {
        for (int seed = 0; seed < 120; seed++)
        {
            Sequential model = new RandomNetwork(seed).Create().Randomized((ulong)seed);
            Tensor x = RandomTensor.Normal((ulong)seed, Input);
            double[] expected = RandomState.Outputs(model, x, Backend.Default);
            var exact = InferencePlan.Compile(model, Input, new InferencePlanOptions { FoldsNormalization = false });
            Assert.Equal(expected, PlanOutputs.Of(exact, x));
            double difference = RandomState.Difference(expected, PlanOutputs.Of(InferencePlan.Compile(model, Input), x));
            Assert.True(difference < 2e-5, $"network {seed}: folded, outputs differ by {difference:E2}");
        }
    }

    [Fact]
    public void Memory_is_shared()
    {
        var plan = InferencePlan.Compile(NormSharp.Models.ModelCatalog.Create("resnet20", new NormSharp.Models.ModelOptions { Input = (3, 32, 32) }), [4, 3, 32, 32]);

        // The input of a block stays until its sum, beside the input and the output of one convolution.
        Assert.Equal(3L * 4 * 16 * 32 * 32 * sizeof(float), plan.LiveBytes);
        Assert.Equal(plan.LiveBytes, plan.PeakBytes);
        Assert.True(plan.UnsharedBytes > 4 * plan.PeakBytes);
    }

    /// <summary>Runs the plan on a memory of names instead of numbers.</summary>
    private static void Simulate(PlanCompiler plan, string name)
    {
        var memory = new PlanValue?[plan.Buffers.Max(buffer => buffer.Offset + buffer.Length)];
        Array.Fill(memory, plan.Input.Root, plan.Input.Buffer.Offset, plan.Input.Buffer.Length);
        foreach (PlanOperation operation in plan.Operations)
        {
            foreach (PlanValue input in operation.Inputs)
            {
                AssertHolds(memory, input, $"{name}: {operation.Name} ({operation.Title})");
                bool overlaps = operation.Output.Buffer.Offset < input.Buffer.Offset + input.Buffer.Length
                    && input.Buffer.Offset < operation.Output.Buffer.Offset + operation.Output.Buffer.Length;
                Assert.True(
                    !overlaps || (operation.WorksInPlace && operation.Output.Buffer == input.Buffer),
                    $"{name}: {operation.Name} ({operation.Title}) writes over its own input");
            }

            Array.Fill(memory, operation.Output.Root, operation.Output.Buffer.Offset, operation.Output.Buffer.Length);
        }

        AssertHolds(memory, plan.Output, $"{name}: the output");
    }

    private static void AssertHolds(PlanValue?[] memory, PlanValue value, string what)
        => Assert.All(memory.AsSpan(value.Buffer.Offset, value.Shape.ElementCount).ToArray(), held => Assert.True(held == value.Root, $"{what} finds its input overwritten"));
}
