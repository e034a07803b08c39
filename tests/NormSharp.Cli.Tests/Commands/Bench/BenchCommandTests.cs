using System.Runtime.Intrinsics;
using System.Text.Json.Nodes;

namespace NormSharp.Cli.Tests.Commands.Bench;

public sealed class BenchCommandTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    private static readonly string[] Short = ["--seconds", "0.02", "--threads", "2"];

    public static TheoryData<string, string[]> Both => new()
    {
        { "batchnorm", ["--shape", "8,4,5,5", "--activation", "relu"] },
        { "conv", ["--input", "2,3,9,9", "--filters", "4", "--kernel", "3", "--padding", "1", "--stride", "2"] },
    };

    public static TheoryData<string, string[]> All => new()
    {
        { "batchnorm", ["--shape", "8,4"] },
        { "conv", ["--input", "2,3,9,9"] },
        { "gemm", ["--m", "20", "--n", "30", "--k", "40"] },
        { "train", ["--model", "mlp", "--batch-size", "8", "--images", "20"] },
        { "infer", ["--model", "lenet-bn", "--batch-size", "8", "--images", "20"] },
    };

    [Theory]
    [MemberData(nameof(All))]
    public void Scripts_read_times_rates_and_limits(string name, string[] options)
    {
        JsonObject json = TestRun.Of(["bench", name, .. options, .. Short, "--json"]).Succeeded().Json;
        Assert.Equal(name, (string)json["benchmark"]!);
        Assert.Equal(2, (int)json["threads"]!);
        Assert.NotEmpty((string)json["instruction_set"]!);
        double median = (double)json["median_ms"]!;
        Assert.InRange(median, (double)json["min_ms"]!, (double)json["max_ms"]!);
        Assert.True((double)json["min_ms"]! > 0);
        Assert.True((int)json["repetitions"]! >= 5);
        Assert.True((double)json["limit_gflops"]! > 0);
        Assert.True((double)json["limit_gb_per_second"]! > 0);
        double arithmetic = (double)json["operations"]! / ((double)json["limit_gflops"]! * 1e9);
        double memory = (double)json["bytes"]! / ((double)json["limit_gb_per_second"]! * 1e9);
        Assert.Equal(Math.Max(arithmetic, memory) / (median / 1000), (double)json["limit_share"]!, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Layers_have_a_forward_time_and_a_whole_one(string name, string[] options)
    {
        JsonObject json = TestRun.Of(["bench", name, .. options, .. Short, "--json"]).Succeeded().Json;
        Assert.True((double)json["forward_ms"]! > 0);
        Assert.Equal((double)json["median_ms"]!, (double)json["forward_backward_ms"]!);
    }

    [Fact]
    public void Work_is_counted_from_the_sizes()
    {
        JsonObject gemm = TestRun.Of(["bench", "gemm", "--m", "20", "--n", "30", "--k", "40", .. Short, "--json"]).Succeeded().Json;
        Assert.Equal(2.0 * 20 * 30 * 40, (double)gemm["operations"]!);
        JsonObject conv = TestRun.Of(
            ["bench", "conv", "--input", "2,3,9,9", "--filters", "4", "--kernel", "3", "--padding", "1", "--stride", "2", .. Short,
                "--json"]).Succeeded().Json;
        Assert.Equal(3 * 2.0 * 2 * 4 * 5 * 5 * 3 * 9, (double)conv["operations"]!);
        JsonObject norm = TestRun.Of(["bench", "batchnorm", "--shape", "8,4,5,5", .. Short, "--json"]).Succeeded().Json;
        Assert.Equal(8.0 * 4 * 8 * 4 * 5 * 5, (double)norm["bytes"]!);
        Assert.Equal([8, 4, 5, 5], norm["shape"]!.AsArray().Select(extent => (int)extent!));
    }

    [Fact]
    public void Repetitions_are_as_many_as_asked_for()
    {
        JsonObject json = TestRun.Of(
            "bench", "train", "--model", "mlp", "--batch-size", "8", "--images", "8", "--repetitions", "3", "--threads", "1", "--json")
            .Succeeded().Json;
        Assert.Equal(3, (int)json["repetitions"]!);
        Assert.Equal(1000 * 8 / (double)json["median_ms"]!, (double)json["images_per_second"]!, 1e-6);
    }

    [Fact]
    public void The_time_of_a_step_is_told_by_kernel()
    {
        TestRun result = TestRun.Of(["bench", "train", "--batch-size", "16", "--images", "16", "--by-kernel", .. Short, "--json"])
            .Succeeded();
        JsonArray kernels = result.Json["kernels"]!.AsArray();
        Assert.Contains(
            kernels,
            kernel => (string)kernel!["kernel"]! == "convolution, weight and bias gradient"
                && (string?)kernel["algorithm"] == "direct-images"
                && (string)kernel["size"]! == "16×1×28×28 · 6×1×5×5");
        if (Vector512.IsHardwareAccelerated)
        {
            Assert.Contains(
                kernels,
                kernel => (string)kernel!["kernel"]! == "normalize by the batch and pool, gradient"
                    && (string)kernel["size"]! == "16×6×24×24");
        }

        double sum = kernels.Sum(kernel => (double)kernel!["ms"]!) + (double)result.Json["by_kernel_load_ms"]!
            + (double)result.Json["by_kernel_other_ms"]!;
        Assert.Equal((double)result.Json["by_kernel_step_ms"]!, sum, 1e-6);
        TestRun people = TestRun.Of(["bench", "train", "--batch-size", "16", "--images", "16", "--by-kernel", .. Short]).Succeeded();
        Assert.Contains(people.OutputLines, line => line.Contains("everything else", StringComparison.Ordinal));
    }

    [Fact]
    public void A_plan_is_tuned_once_and_the_file_is_read_again()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("normsharp-tune").FullName, "lenet.json");
        string[] command = ["bench", "infer", "--model", "lenet", "--batch-size", "1", "--images", "4", "--tune", file, .. Short];
        JsonNode first = TestRun.Of([.. command, "--json"]).Succeeded().Json["tuning"]!;
        Expect.True((int)first["measured"]! > 2, $"{first["measured"]} were measured");
        Assert.Contains(first["steps"]!.AsArray(), step => ((string?)step!["algorithm"]) is not null);
        JsonNode second = TestRun.Of([.. command, "--by-kernel", "--json"]).Succeeded().Json["tuning"]!;
        Assert.Equal(0, (int)second["measured"]!);
        Assert.Equal(first["steps"]!.ToJsonString(), second["steps"]!.ToJsonString());
        Assert.Contains("nothing was measured", TestRun.Of(command).Succeeded().Output, StringComparison.Ordinal);
        File.WriteAllText(file, "{}");
        Assert.Contains("no tuning file", TestRun.Of(command).Error, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Theory]
    [InlineData("gemm --m 3 --n 40 --k 20", "product single-row: no, product packed-a-and-b: yes, product packed-b: chosen")]
    [InlineData("gemm --m 1 --n 40 --k 20", "product single-row: chosen, product packed-a-and-b: yes, product packed-b: yes")]
    [InlineData(
        "batchnorm --shape 8,4,40 --activation relu",
        "forward channel-by-channel: yes, forward two-passes: chosen, gradient channel-by-channel: chosen, gradient two-passes: yes")]
    [InlineData(
        "batchnorm --shape 8,4",
        "forward channel-by-channel: no, forward two-passes: chosen, gradient channel-by-channel: no, gradient two-passes: chosen")]
    public void Every_algorithm_of_products_and_normalization_is_timed(string benchmark, string expected)
    {
        string[] command = ["bench", .. benchmark.Split(' '), "--algorithms", .. Short];
        JsonArray algorithms = TestRun.Of([.. command, "--json"]).Succeeded().Json["algorithms"]!.AsArray();
        Assert.Equal(expected, string.Join(", ", algorithms.Select(one => $"{one!["pass"]} {one["algorithm"]}: {Told(one)}")));
        Assert.All(algorithms, one => Assert.Equal((bool)one!["accepts"]!, (double?)one["median_ms"] > 0));
        Assert.Contains(TestRun.Of(command).Succeeded().OutputLines, line => line.Contains(" takes ", StringComparison.Ordinal));

        static string Told(JsonNode one) => (bool)one["chosen"]! ? "chosen" : (bool)one["accepts"]! ? "yes" : "no";
    }

    [Fact]
    public void Every_algorithm_of_a_convolution_is_timed_and_the_plans_choice_is_marked()
    {
        string[] command = ["bench", "conv", "--input", "2,16,8,8", "--kernel", "3", "--stride", "2", "--algorithms", .. Short];
        JsonArray algorithms = TestRun.Of([.. command, "--json"]).Succeeded().Json["algorithms"]!.AsArray();
        Assert.Equal(
            ["forward implicit-gemm", "input gradient polyphase", "weight gradient patches-gemm"],
            algorithms.Where(one => (bool)one!["chosen"]!).Select(one => $"{one!["pass"]} {one["algorithm"]}"));
        Assert.All(algorithms, one => Assert.Equal((bool)one!["accepts"]!, (double?)one["median_ms"] > 0));
        Assert.All(algorithms, one => Assert.NotEmpty((string)one!["reason"]!));
        Assert.Contains(algorithms, one => (string)one!["algorithm"]! == "winograd-4x4" && !(bool)one["accepts"]!);
        Assert.Contains(algorithms, one => (string)one!["algorithm"]! == "batch-lanes" && (bool)one["accepts"]! && !(bool)one["chosen"]!);

        TestRun people = TestRun.Of(command).Succeeded();
        Assert.Contains(people.OutputLines, line => line.Contains(" takes ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_first_step_has_a_time_of_its_own()
    {
        JsonObject json = TestRun.Of("bench", "train", "--first-step", "--model", "mlp", "--batch-size", "8", "--json").Succeeded().Json;
        Assert.Equal("first-step", (string)json["benchmark"]!);
        Assert.True((double)json["median_ms"]! > 0);
    }

    [Fact]
    public void A_trained_model_and_real_images()
    {
        JsonObject json = TestRun.Of(["bench", "infer", "--model", tiny.Run, "--data", tiny.Data, "--batch-size", "16", .. Short, "--json"])
            .Succeeded().Json;
        Assert.Equal(TinyData.TrainCount, (int)json["images"]!);
        Assert.True((double)json["images_per_second"]! > 0);
        foreach (string plan in (string[])["folded", "unfolded", "none"])
        {
            TestRun run = TestRun.Of(["bench", "infer", "--model", tiny.Model, "--batch-size", "16", "--plan", plan, .. Short, "--json"])
                .Succeeded();
            Assert.Equal(plan, (string)run.Json["plan"]!);
        }

        TestRun.Of(["bench", "train", "--data", tiny.Data, "--batch-size", "16", .. Short]).Succeeded();
    }

    [Theory]
    [InlineData("folded")]
    [InlineData("none")]
    public void The_forward_pass_has_a_time_without_loading(string plan)
    {
        JsonObject json = TestRun.Of(
            ["bench", "infer", "--model", tiny.Model, "--batch-size", "4", "--forward-only", "--plan", plan, .. Short, "--json"])
            .Succeeded().Json;
        Assert.True((bool)json["forward_only"]!);
        Assert.True((double)json["median_ms"]! > 0);
    }

    [Fact]
    public void A_step_is_measured_on_images_of_another_size()
    {
        JsonObject small = Operations("3,32,32");
        JsonObject large = Operations("3,64,64");
        Assert.True((double)large["operations"]! > 3 * (double)small["operations"]!);

        static JsonObject Operations(string size) => TestRun.Of(
            ["bench", "train", "--model", "resnet20", "--input", size, "--batch-size", "2", "--images", "2", .. Short, "--json"])
            .Succeeded().Json;
    }

    [Fact]
    public void Limits_are_told_for_each_number_of_threads()
    {
        JsonObject json = TestRun.Of("bench", "limits", "--threads", "3", "--seconds", "0.01", "--json").Succeeded().Json;
        Assert.Equal([1, 2, 3], json["by_threads"]!.AsArray().Select(limit => (int)limit!["threads"]!));
        Assert.Equal((double)json["by_threads"]![2]!["gflops"]!, (double)json["gflops"]!);
        Assert.All(
            json["by_threads"]!.AsArray(), limit => Assert.True((double)limit!["gflops"]! > 0 && (double)limit["gb_per_second"]! > 0));
        Assert.True((double)json["median_ms"]! > 0);
    }

    [Fact]
    public void People_read_a_table_and_the_limits()
    {
        TestRun result = TestRun.Of(["bench", "batchnorm", "--shape", "8,4,5,5", "--activation", "sigmoid", .. Short]).Succeeded();
        Assert.All(
            (string[])["sigmoid", "8×4×5×5", "2 threads", "forward and backward", "GB/s", "of the limit"],
            word => Assert.Contains(word, result.Output, StringComparison.Ordinal));
    }
}
