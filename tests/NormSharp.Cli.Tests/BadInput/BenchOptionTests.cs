using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Tests.BadInput;

/// <summary>Benchmarks that cannot be: exit code 2, one line, before anything is measured.</summary>
public sealed class BenchOptionTests
{
    [Theory]
    [InlineData("gemm", "--m", "0", "from 1")]
    [InlineData("gemm", "--threads", "0", "from 1")]
    [InlineData("gemm", "--seconds", "0", "greater than 0")]
    [InlineData("gemm", "--repetitions", "0", "from 1")]
    [InlineData("batchnorm", "--shape", "64", "2 to 5")]
    [InlineData("batchnorm", "--shape", "64,0,5,5", "from 1")]
    [InlineData("batchnorm", "--shape", "64;3", "from 1")]
    [InlineData("batchnorm", "--shape", "65536,65536", "2³¹")]
    [InlineData("batchnorm", "--shape", "1,16", "one value a channel")]
    [InlineData("batchnorm", "--activation", "softplus", "sigmoid")]
    [InlineData("conv", "--input", "32,64,56", "4 whole numbers")]
    [InlineData("conv", "--kernel", "57", "56×56")]
    [InlineData("conv", "--stride", "0", "from 1")]
    [InlineData("train", "--model", "lenet5", "lenet-bn")]
    [InlineData("train", "--data", "fashion", "fashion-mnist")]
    [InlineData("train", "--images", "12", "--batch-size 256")]
    [InlineData("infer", "--model", "resnet21", "resnet20")]
    [InlineData("limits", "--threads", "0", "from 1")]
    public void A_value_out_of_range_is_wrong_usage(string benchmark, string option, string value, string expected) =>
        TestRun.Of("bench", benchmark, option, value).Failed(ExitCode.WrongUsage, option, value, expected);

    [Theory]
    [InlineData("memory", "gemm", "--m", "2000000000", "--n", "1", "--k", "2000000000")]
    [InlineData("2,147,483,392", "gemm", "--m", "50000", "--n", "1", "--k", "50000")]
    [InlineData("choose smaller", "train", "--model", "resnet20", "--batch-size", "10000000", "--images", "10000000")]
    [InlineData("memory", "conv", "--input", "1,1,40000,40000", "--filters", "1000", "--kernel", "1")]
    [InlineData("choose one", "gemm", "--seconds", "1", "--repetitions", "3")]
    [InlineData("choose one", "train", "--images", "300", "--data", "garments")]
    [InlineData("choose one", "train", "--input", "3,32,32", "--data", "garments")]
    [InlineData("bench needs one of train")]
    [InlineData("did you mean limits?", "limit")]
    [InlineData("did you mean --shape?", "batchnorm", "--shpae", "3,3")]
    [InlineData("bench gemm --help", "gemm", "--m", "x")]
    [InlineData("one argument too many for bench gemm", "gemm", "1536")]
    public void What_means_nothing_or_does_not_fit_is_wrong_usage(string hint, params string[] arguments) =>
        TestRun.Of(["bench", .. arguments]).Failed(ExitCode.WrongUsage, hint);
}
