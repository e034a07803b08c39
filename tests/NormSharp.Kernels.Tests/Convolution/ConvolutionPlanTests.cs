using NormSharp.Kernels.Convolution;
using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

/// <summary>Which algorithm a geometry takes, on this machine and on others.</summary>
public class ConvolutionPlanTests
{
    private static readonly ConvolutionGeometry LeNetFirst = new(new(256, 1, 28, 28, 6, 5, 5));
    private static readonly ConvolutionGeometry LeNetSecond = new(new(256, 6, 12, 12, 16, 5, 5));
    private static readonly ConvolutionGeometry Residual = new(new(16, 32, 8, 8, 32, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 });

    /// <summary>
    /// Forward pass, input's gradient, weight's gradient: one algorithm, or three for vectors of 128, 256 and 512 bits. The same table is
    /// in
    /// <c>docs/kernels/convolution.md</c>.
    /// </summary>
    public static TheoryData<string, object, string, string, string> Choices => new()
    {
        { "LeNet, first layer", LeNetFirst, "direct-rows direct-rows direct-images", "gemm-col2im", "direct-images" },
        {
            "LeNet, first layer, padded", new ConvolutionGeometry(LeNetFirst.Sizes with { PaddingHeight = 2, PaddingWidth = 2 }),
            "batch-lanes batch-lanes direct-images", "implicit-gemm", "direct-images batch-lanes batch-lanes"
        },
        {
            "LeNet, first layer, one image", new ConvolutionGeometry(LeNetFirst.Sizes with { Batch = 1 }),
            "direct-rows direct-rows direct-images", "gemm-col2im", "patches-gemm patches-gemm inner-products"
        },
        {
            "LeNet, second layer", LeNetSecond,
            "direct-rows direct-rows direct-images", "batch-lanes batch-lanes tap-rows", "patches-gemm"
        },
        {
            "LeNet, second layer, one image", new ConvolutionGeometry(LeNetSecond.Sizes with { Batch = 1 }),
            "direct-rows direct-rows direct-images", "gemm-col2im gemm-col2im tap-rows", "patches-gemm"
        },
        {
            "stem of three channels", new ConvolutionGeometry(new(128, 3, 32, 32, 16, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }),
            "implicit-gemm implicit-gemm direct-images", "implicit-gemm", "batch-lanes batch-lanes direct-images"
        },
        {
            "residual block, 16 channels", new ConvolutionGeometry(new(128, 16, 32, 32, 16, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }),
            "winograd-4x4", "winograd-4x4", "winograd-4x4"
        },
        {
            "residual block, one image", new ConvolutionGeometry(new(1, 16, 32, 32, 16, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }),
            "winograd-4x4", "winograd-4x4", "winograd-4x4"
        },
        {
            "transition, stride 2",
            new ConvolutionGeometry(new(128, 16, 32, 32, 32, 3, 3)
            {
                StrideHeight = 2, StrideWidth = 2, PaddingHeight = 1, PaddingWidth = 1,
            }),
            "batch-lanes implicit-gemm implicit-gemm", "polyphase", "patches-gemm"
        },
        {
            "shortcut, stride 2", new ConvolutionGeometry(new(128, 16, 32, 32, 32, 1, 1) { StrideHeight = 2, StrideWidth = 2 }),
            "implicit-gemm", "polyphase", "patches-gemm patches-gemm batch-lanes"
        },
        {
            "stride 3", new ConvolutionGeometry(new(16, 16, 30, 30, 16, 3, 3) { StrideHeight = 3, StrideWidth = 3 }),
            "batch-lanes implicit-gemm implicit-gemm", "implicit-gemm", "patches-gemm"
        },
        { "pointwise", new ConvolutionGeometry(new(32, 64, 56, 56, 256, 1, 1)), "implicit-gemm", "implicit-gemm", "patches-gemm" },
        {
            "stem of a large network",
            new ConvolutionGeometry(new(32, 3, 224, 224, 64, 7, 7)
            {
                StrideHeight = 2, StrideWidth = 2, PaddingHeight = 3, PaddingWidth = 3,
            }),
            "implicit-gemm", "polyphase", "patches-gemm"
        },
        {
            "5×5, 32 channels", new ConvolutionGeometry(new(64, 32, 14, 14, 32, 5, 5) { PaddingHeight = 2, PaddingWidth = 2 }),
            "implicit-gemm", "implicit-gemm", "patches-gemm"
        },
        {
            "3×3, 512 channels", new ConvolutionGeometry(new(32, 512, 7, 7, 512, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }),
            "implicit-gemm", "implicit-gemm", "patches-gemm"
        },
        {
            "depthwise", new ConvolutionGeometry(new(32, 64, 28, 28, 64, 3, 3) { PaddingHeight = 1, PaddingWidth = 1, Groups = 64 }),
            "implicit-gemm", "implicit-gemm", "patches-gemm inner-products inner-products"
        },
        { "small images, many of them", new ConvolutionGeometry(new(256, 6, 8, 8, 8, 3, 3)), "batch-lanes", "batch-lanes", "batch-lanes" },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public void Shapes_go_where_the_table_says(
        string name, object given, string forward, string inputGradient, string weightGradient)
    {
        var g = (ConvolutionGeometry)given;
        Assert.NotEmpty(name);
        ConvolutionPlans[] machines = [On(4), On(8), On(16)];
        Check(forward, machines.Select(plans => plans.Forward.Choose(g).Name));
        Check(inputGradient, machines.Select(plans => plans.InputGradient.Choose(g).Name));
        Check(weightGradient, machines.Select(plans => plans.WeightGradient.Choose(g).Name));

        static void Check(string expected, IEnumerable<string> actual) =>
            Assert.Equal(expected.Contains(' ') ? expected : $"{expected} {expected} {expected}", string.Join(' ', actual));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void The_batch_along_the_vectors_wants_small_images_few_channels_and_full_tiles(int lanes)
    {
        int tile = 2 * lanes;
        ConvolutionGeometry g = new ConvolutionGeometry(LeNetSecond.Sizes with { Batch = 4 * tile });
        Assert.True(Pays(lanes, "batch-lanes", g));
        Assert.True(Pays(lanes, "batch-lanes", LeNetFirst));
        Assert.False(Pays(lanes, "batch-lanes", new ConvolutionGeometry(g.Sizes with { Batch = (2 * tile) - 1 })));
        Assert.False(Pays(lanes, "batch-lanes", new ConvolutionGeometry(g.Sizes with { Batch = (2 * tile) + 1 })));
        Assert.False(Pays(lanes, "batch-lanes", new ConvolutionGeometry(g.Sizes with { OutChannels = 3 })));
        Assert.False(Pays(lanes, "batch-lanes", new ConvolutionGeometry(g.Sizes with { Height = 64, Width = 64 })));
        Assert.False(Pays(lanes, "batch-lanes", new ConvolutionGeometry(g.Sizes with { KernelHeight = 1, KernelWidth = 1 })));
        Assert.False(Pays(lanes, "batch-lanes", new ConvolutionGeometry(g.Sizes with { InChannels = 64, OutChannels = 64 })));
        Assert.True(WeightGradientPays(lanes, "batch-lanes", new ConvolutionGeometry(g.Sizes with { OutChannels = 4 })));
        Assert.False(WeightGradientPays(lanes, "batch-lanes", new ConvolutionGeometry(g.Sizes with { OutChannels = 64 })));
        Assert.False(
            WeightGradientPays(lanes, "batch-lanes", new ConvolutionGeometry(g.Sizes with { OutChannels = 4, Height = 64, Width = 64 })));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void Image_by_image_wants_few_channels_and_filters(int lanes)
    {
        string way = lanes == 16 ? "direct-images" : "direct-rows";
        Assert.True(Pays(lanes, way, LeNetFirst));
        Assert.True(Pays(lanes, way, new ConvolutionGeometry(LeNetFirst.Sizes with { Batch = 7 })));
        Assert.True(WeightGradientPays(lanes, "direct-images", LeNetFirst));
        Assert.False(WeightGradientPays(lanes, "direct-images", new ConvolutionGeometry(LeNetFirst.Sizes with { Batch = 7 })));
        foreach (ConvolutionGeometry other in new[]
        {
            new ConvolutionGeometry(LeNetFirst.Sizes with { OutChannels = 3 }),
            new ConvolutionGeometry(LeNetFirst.Sizes with { OutChannels = 32 }),
            new ConvolutionGeometry(LeNetFirst.Sizes with { InChannels = 8 }),
            new ConvolutionGeometry(LeNetFirst.Sizes with { Height = 11, Width = 11 }),
            new ConvolutionGeometry(LeNetFirst.Sizes with { Height = 516, Width = 516, Batch = 1 }),
            new ConvolutionGeometry(LeNetFirst.Sizes with { StrideHeight = 2, StrideWidth = 2 }),
        })
        {
            Expect.False(Pays(lanes, "direct-images", other), $"{other}");
            Expect.False(Pays(lanes, "direct-rows", other), $"{other}");
            Expect.False(WeightGradientPays(lanes, "direct-images", other), $"{other}");
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void Rows_that_are_not_whole_vectors_and_padded_images_are_not_read_in_place(int lanes)
    {
        var fitting = new ConvolutionGeometry(new(9, 1, 36, 36, 6, 5, 5));
        Assert.True(Accepts(lanes, "direct-rows", fitting));

        // An odd number of vectors leaves no pair for the last.
        ConvolutionGeometry odd = new ConvolutionGeometry(fitting.Sizes with { Height = 5 + 2, Width = 4 + lanes });
        foreach (ConvolutionGeometry other in new[]
        {
            odd,
            new ConvolutionGeometry(fitting.Sizes with { Width = 35 }),
            new ConvolutionGeometry(fitting.Sizes with { PaddingHeight = 1 }),
            new ConvolutionGeometry(fitting.Sizes with { Width = 32, PaddingWidth = 2 }),
            new ConvolutionGeometry(fitting.Sizes with { Height = 35 + 36, StrideHeight = 2 }),
            new ConvolutionGeometry(fitting.Sizes with { Width = 5 + (2 * lanes) - 1, Height = 5 + 1, StrideWidth = 2 }),
        })
        {
            Expect.False(Accepts(lanes, "direct-rows", other), $"{other}");
        }
    }

    [Fact]
    public void Rows_of_taps_want_two_nearly_full_vectors_of_512_bits_at_any_batch()
    {
        foreach (ConvolutionGeometry g in new[] { LeNetSecond, new ConvolutionGeometry(LeNetSecond.Sizes with { Batch = 1 }) })
        {
            Assert.Equal([false, false, true], new[] { 4, 8, 16 }.Select(lanes => InputGradientPays(lanes, "tap-rows", g)));
        }

        foreach (ConvolutionGeometry other in new[]
        {
            new ConvolutionGeometry(LeNetSecond.Sizes with { InChannels = 7 }),
            new ConvolutionGeometry(LeNetSecond.Sizes with { InChannels = 4 }),
            new ConvolutionGeometry(LeNetSecond.Sizes with { Width = 13 }),
            new ConvolutionGeometry(LeNetSecond.Sizes with { OutChannels = 103 }),
            new ConvolutionGeometry(LeNetSecond.Sizes with { PaddingWidth = 2 }),
            new ConvolutionGeometry(LeNetSecond.Sizes with { StrideHeight = 2 }),
            new ConvolutionGeometry(LeNetSecond.Sizes with { DilationHeight = 2 }),
            new ConvolutionGeometry(LeNetSecond.Sizes with { InChannels = 30, KernelWidth = 1, Width = 8 }),
        })
        {
            Expect.False(InputGradientPays(16, "tap-rows", other), $"{other}");
        }
    }

    [Fact]
    public void Winograds_algorithm_wants_channels_and_tiles()
    {
        Assert.True(Pays(16, "winograd-4x4", Residual));
        foreach (ConvolutionGeometry small in new[]
        {
            new ConvolutionGeometry(Residual.Sizes with { Batch = 15 }),
            new ConvolutionGeometry(Residual.Sizes with { InChannels = 15 }),
            new ConvolutionGeometry(Residual.Sizes with { OutChannels = 15 }),
            new ConvolutionGeometry(Residual.Sizes with { Height = 5, Width = 5, Batch = 64 }),
            new ConvolutionGeometry(Residual.Sizes with { InChannels = 512, OutChannels = 512 }),
        })
        {
            Assert.True(Accepts(16, "winograd-4x4", small));
            Expect.False(Pays(16, "winograd-4x4", small), $"{small}");
        }

        Assert.False(Accepts(16, "winograd-4x4", new ConvolutionGeometry(Residual.Sizes with { KernelWidth = 5 })));
        Assert.False(Accepts(16, "winograd-4x4", new ConvolutionGeometry(Residual.Sizes with { StrideHeight = 2 })));
        Assert.False(Accepts(16, "winograd-4x4", new ConvolutionGeometry(Residual.Sizes with { DilationWidth = 2 })));
        Assert.False(Accepts(16, "winograd-4x4", new ConvolutionGeometry(Residual.Sizes with { Groups = 2 })));
    }

    [Fact]
    public void A_forced_algorithm_runs_wherever_it_accepts_and_the_plans_choice_elsewhere()
    {
        MachineDescription machine = MachineDescription.Current;
        var forced = new ConvolutionPlans(
            machine, ForcedAlgorithms.Parse("conv.forward=winograd-4x4,conv.input-gradient=polyphase,conv.weight-gradient=inner-products"));
        var free = new ConvolutionPlans(machine, ForcedAlgorithms.None);
        foreach (ConvolutionGeometry g in ConvolutionGeometries.All.Select(row => (ConvolutionGeometry)row.Data.Item2))
        {
            bool isWinograd = g is { Batch: > 0, KernelHeight: 3, KernelWidth: 3, Groups: 1 }
                && g is { StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1 };
            Assert.Equal(isWinograd ? "winograd-4x4" : free.Forward.Choose(g).Name, forced.Forward.Choose(g).Name);
            bool isPolyphase = g is { StrideWidth: 2, DilationHeight: 1, DilationWidth: 1 };
            Assert.Equal(isPolyphase ? "polyphase" : free.InputGradient.Choose(g).Name, forced.InputGradient.Choose(g).Name);
            Assert.Equal("inner-products", forced.WeightGradient.Choose(g).Name);
        }

        string message = Assert.Throws<ArgumentException>(
            () => new ConvolutionPlans(machine, ForcedAlgorithms.Parse("conv.input-gradient=winograd"))).Message;
        Assert.Equal(
            "NORMSHARP_ALGORITHM asks for conv.input-gradient=winograd, but the algorithms of conv.input-gradient are "
            + "winograd-4x4, tap-rows, batch-lanes, gemm-col2im, polyphase, implicit-gemm.",
            message);
    }

    /// <summary>Bands and tasks follow the caches; choices, chains of additions and so bits must not.</summary>
    [Theory]
    [MemberData(nameof(ConvolutionGeometries.Named), MemberType = typeof(ConvolutionGeometries))]
    public void Sizes_of_caches_leave_bits_and_choices_alone(string name, object given)
    {
        var g = (ConvolutionGeometry)given;
        Assert.NotEmpty(name);
        MachineDescription machine = MachineDescription.Current;
        var usual = new ConvolutionPlans(machine, ForcedAlgorithms.None);
        var tiny = new ConvolutionPlans(
            machine with { Caches = machine.Caches with { Level1 = 4 << 10, Level2 = 12 << 10, LastLevel = 64 << 10 } },
                ForcedAlgorithms.None);
        var convolution = new ConvolutionCase(g);
        using var team = new ThreadTeam(2);
        TestNumbers.AssertSameBits(convolution.EverythingByAll(team, usual), convolution.EverythingByAll(team, tiny));
        Assert.Equal(usual.Forward.Choose(g).Name, tiny.Forward.Choose(g).Name);
        Assert.Equal(usual.InputGradient.Choose(g).Name, tiny.InputGradient.Choose(g).Name);
        Assert.Equal(usual.WeightGradient.Choose(g).Name, tiny.WeightGradient.Choose(g).Name);
    }

    private static ConvolutionPlans On(int lanes) => new(MachineDescription.Forced(lanes), ForcedAlgorithms.None);

    private static bool Pays(int lanes, string algorithm, in ConvolutionGeometry g) => On(lanes).Forward.Named(algorithm).Judge(g).Pays;

    private static bool Accepts(int lanes, string algorithm, in ConvolutionGeometry g)
        => On(lanes).Forward.Named(algorithm).Judge(g).Accepts;

    private static bool InputGradientPays(int lanes, string algorithm, in ConvolutionGeometry g) =>
        On(lanes).InputGradient.Named(algorithm).Judge(g).Pays;

    private static bool WeightGradientPays(int lanes, string algorithm, in ConvolutionGeometry g) =>
        On(lanes).WeightGradient.Named(algorithm).Judge(g).Pays;
}
