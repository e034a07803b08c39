using NormSharp.Testing;

namespace NormSharp.Kernels.Tests.Templates;

/// <summary>
/// The checked-in micro-kernels are what the template writes. After a change of the template, run this test with the environment variable
/// <c>NORMSHARP_WRITE_KERNELS=1</c>: it then writes the files.
/// </summary>
public class MicroKernelTemplateTests
{
    public static TheoryData<string> Files => [.. MicroKernelTemplate.Files.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void Checked_in_kernels_are_what_the_template_writes(string file)
    {
        string path = Checkout.File("src", "NormSharp.Kernels", "Gemm", file);
        string expected = MicroKernelTemplate.Files[file];
        if (Environment.GetEnvironmentVariable("NORMSHARP_WRITE_KERNELS") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }
}
