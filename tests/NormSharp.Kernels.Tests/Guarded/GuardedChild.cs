using System.Globalization;
using System.Reflection;
using NormSharp.Kernels.Convolution;
using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Normalization;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Kernels.Tests.Guarded.Walks;

namespace NormSharp.Kernels.Tests.Guarded;

/// <summary>What <see cref="GuardPageTests"/> runs in a process of its own; an access outside of an operand ends it.</summary>
public sealed class GuardedChild(ITestOutputHelper output)
{
    internal const string Journal = "NORMSHARP_GUARD_JOURNAL";
    internal const string Cases = "NORMSHARP_GUARD_CASES";
    internal const string Fault = "NORMSHARP_GUARD_FAULT";

    private static readonly IGuardedWalk[] Walks =
    [
        new ConvolutionWalk(), new ProductWalk(), new NormalizationWalk(), new PoolingWalk(), new ElementwiseWalk(), new StridedWalk(),
        new ReductionWalk(), new IndexingWalk(), new AxisMapWalk(), new SamplingWalk(), new BlockedWalk(),
    ];

    [Fact(Explicit = true)]
    public unsafe void Walk()
    {
        using var journal = new GuardedJournal(Environment.GetEnvironmentVariable(Journal)!);
        if (Environment.GetEnvironmentVariable(Fault) is { } fault)
        {
            // What the walks are there to find: one number before the first, one after the last.
            using var c = new GuardedCase(1, atEnd: fault == "after", journal);
            Span<float> operand = c.Floats(4096);
            c.Say("Fault", fault);
            fixed (float* first = operand)
            {
                output.WriteLine($"{(fault == "after" ? first[4096] : first[-1])}");
            }

            return;
        }

        int cases = int.Parse(Environment.GetEnvironmentVariable(Cases)!, CultureInfo.InvariantCulture);
        foreach (IGuardedWalk walk in Walks)
        {
            for (int seed = 0; seed < cases; seed++)
            {
                foreach (bool atEnd in new[] { true, false })
                {
                    using var c = new GuardedCase(seed, atEnd, journal);
                    walk.Run(c);
                    c.Check();
                }
            }
        }

        foreach ((string name, int calls) in journal.Kernels.Concat(journal.Algorithms))
        {
            output.WriteLine($"{calls,7} {name}");
        }

        Assert.Empty(Kernels().Except(journal.Kernels.Keys));
        Assert.Empty(Algorithms().Except(journal.Algorithms.Keys));
    }

    /// <summary>Every method that takes a team and spans: a kernel that is added and not walked is found here.</summary>
    private static IEnumerable<string> Kernels() =>
        from type in typeof(ThreadTeam).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
        let parameters = method.GetParameters()
        where parameters.Length > 1 && parameters[0].ParameterType == typeof(ThreadTeam)
        where parameters.Any(parameter => Plain(parameter.ParameterType).IsByRefLike)

        // A part of NormalizeGradient.OfBatch.
        where type.Name != "BothPasses"
        let name = $"{type.Name}.{method.Name}"

        // Takes no geometry with vectors of 128 bits.
        where name != "NormalizeGradient.OfPooledBatch" || MachineDescription.Current.Lanes >= 8
        select name;

    private static Type Plain(Type type) => type.IsByRef ? type.GetElementType()! : type;

    /// <summary>Every algorithm of every table that can accept something with this machine's vectors.</summary>
    private static IEnumerable<string> Algorithms()
    {
        MachineDescription machine = MachineDescription.Current;
        var convolution = new ConvolutionPlans(machine, ForcedAlgorithms.None);
        var normalization = new NormalizationPlan(machine, ForcedAlgorithms.None);
        return
        [
            .. convolution.Forward.Algorithms.Select(algorithm => $"convolution-forward={algorithm.Name}"),
            .. convolution.InputGradient.Algorithms.Where(algorithm => algorithm.Name != "tap-rows" || machine.Lanes == 16)
                .Select(algorithm => $"convolution-input-gradient={algorithm.Name}"),
            .. convolution.WeightGradient.Algorithms.Select(algorithm => $"convolution-weight-gradient={algorithm.Name}"),
            .. GemmPlan.Table(machine, ForcedAlgorithms.None).Algorithms.Select(algorithm => $"matrix-product={algorithm.Name}"),
            .. normalization.Forward.Algorithms.Select(algorithm => $"normalization-forward={algorithm.Name}"),
            .. normalization.Gradient.Algorithms.Select(algorithm => $"normalization-gradient={algorithm.Name}"),
        ];
    }
}
