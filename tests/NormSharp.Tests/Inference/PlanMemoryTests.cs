using NormSharp.Backends;
using NormSharp.Graphs;
using NormSharp.Inference;
using NormSharp.Layers;
using NormSharp.Tensors;
using NormSharp.Tests.Layers.Containers;
using NormSharp.Tests.Transforms;
using NormSharp.Transforms;

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
            Module model = seed % 2 == 0 ? new RandomNetwork(seed).Create() : new RandomGraph(seed).Create();
            model.Randomized((ulong)seed);
            foreach (bool folds in (bool[])[false, true])
            {
                ModelGraph graph = SingleSample.Graph(model, [Input], Backend.Default);
                if (folds)
                {
                    GraphFolding.Of(model, graph);
                }

                Simulate(new PlanCompiler(graph, batchSize: 2, inBlocks: folds), $"network {seed}, {(folds ? "folded" : "as it is")}");
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
            Expect.True(difference < 2e-5, $"network {seed}: folded, outputs differ by {difference:E2}");
        }
    }

    [Fact]
    public void Memory_is_shared()
    {
        var plan = InferencePlan.Compile(
            NormSharp.Models.ModelCatalog.Create("resnet20", new NormSharp.Models.ModelOptions { Input = (3, 32, 32) }),
            [4, 3, 32, 32],
            new InferencePlanOptions { MostImagesInBlocks = 0 });

        // The input of a block stays until its sum, beside the input and the output of one convolution.
        Assert.Equal(3L * 4 * 16 * 32 * 32 * sizeof(float), plan.LiveBytes);
        Assert.Equal(plan.LiveBytes, plan.PeakBytes);
        Assert.True(plan.UnsharedBytes > 4 * plan.PeakBytes);
    }

    /// <summary>Runs the plan on a memory of names instead of numbers.</summary>
    private static void Simulate(PlanCompiler plan, string name)
    {
        var memory = new PlanValue?[plan.Buffers.Max(buffer => buffer.Offset + buffer.Length)];
        foreach (PlanValue input in plan.Inputs)
        {
            Array.Fill(memory, input.Root, input.Buffer.Offset, input.Buffer.Length);
        }

        foreach (PlanStep step in plan.Steps)
        {
            foreach (PlanValue input in step.Inputs.Where(input => input.Constant is null))
            {
                AssertHolds(memory, input, $"{name}: {step.Name} ({step.Title})");
                bool overlaps = step.Output.Buffer.Offset < input.Buffer.Offset + input.Buffer.Length
                    && input.Buffer.Offset < step.Output.Buffer.Offset + step.Output.Buffer.Length;
                Expect.True(
                    !overlaps || (step.WorksInPlace && step.Output.Buffer == input.Buffer),
                    $"{name}: {step.Name} ({step.Title}) writes over its own input");
            }

            Array.Fill(memory, step.Output.Root, step.Output.Buffer.Offset, step.Output.Buffer.Length);
        }

        Assert.All(plan.Outputs, output => AssertHolds(memory, output, $"{name}: an output"));
    }

    private static void AssertHolds(PlanValue?[] memory, PlanValue value, string what)
        => Assert.All(
            memory.AsSpan(value.Buffer.Offset, value.Shape.ElementCount).ToArray(),
            held => Expect.True(held == value.Root, $"{what} finds its input overwritten"));
}
