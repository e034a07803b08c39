using System.Diagnostics;

namespace NormSharp.Training.Tests.Samples;

/// <summary>The program on the first screen of the README is samples/QuickStart, which the solution compiles and this test runs.</summary>
public class QuickStartTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void The_readme_shows_the_program_as_it_stands(string readme)
    {
        string root = Checkout.Root;
        string program = File.ReadAllText(Path.Combine(root, "samples", "QuickStart", "Program.cs")).ReplaceLineEndings("\n");
        string text = File.ReadAllText(Path.Combine(root, readme)).ReplaceLineEndings("\n");
        Assert.Contains($"```csharp\n{program}```", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_trains_saves_loads_and_predicts()
    {
        string folder = Directory.CreateTempSubdirectory("normsharp-").FullName;
        try
        {
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "QuickStart.dll")])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string[] lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await errors);
            Assert.Equal(2, lines.Length);
            Assert.Matches(@"^test accuracy \d+\.\d ?%, with recalibrated statistics [678]\d\.\d ?%$", lines[0]);
            Assert.Matches(@"^the first test picture shows: \S.* \d+\.\d %$", lines[1]);
            Assert.True(File.Exists(Path.Combine(folder, "lenet.safetensors")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
