using System.Diagnostics;

namespace NormSharp.Tests.Packages;

/// <summary>What the package says at build time to those who publish native code (docs/guides/ship-it.md).</summary>
public sealed class InstructionSetWarningTests
{
    /// <summary>A project of the SDK has these targets; here stands what matters of them, so that nothing is compiled.</summary>
    private const string Project = """
        <Project DefaultTargets="All">
          <Import Project="NormSharp.targets" />
          <Target Name="IlcCompile">
            <Message Importance="high" Text="compiled $(Case)" />
          </Target>
          <Target Name="All">
            <MSBuild Projects="$(MSBuildProjectFullPath)" Targets="IlcCompile" Properties="Case=native;PublishAot=true" />
            <MSBuild Projects="$(MSBuildProjectFullPath)" Targets="IlcCompile"
                     Properties="Case=told;PublishAot=true;IlcInstructionSet=x86-64-v3" />
            <MSBuild Projects="$(MSBuildProjectFullPath)" Targets="IlcCompile" Properties="Case=managed" />
          </Target>
        </Project>
        """;

    [Fact]
    public async Task Native_code_that_is_not_told_its_instructions_is_warned_of()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Checkout.File("src", "NormSharp", "NormSharp.targets"), folder["NormSharp.targets"]);
        await File.WriteAllTextAsync(folder["app.proj"], Project, TestContext.Current.CancellationToken);
        string[] lines = await BuildAsync(folder["app.proj"]);

        var warnings = new Dictionary<string, int>();
        int seen = 0;
        foreach (string line in lines.Select(line => line.Trim()))
        {
            if (line.StartsWith("compiled ", StringComparison.Ordinal))
            {
                warnings.Add(line["compiled ".Length..], seen);
                seen = 0;
            }
            else if (line.Contains("warning NORMSHARP001: IlcInstructionSet is not set", StringComparison.Ordinal))
            {
                seen++;
            }
        }

        Assert.Equal(new Dictionary<string, int> { ["native"] = 1, ["told"] = 0, ["managed"] = 0 }, warnings);
    }

    [Fact]
    public void Whoever_refers_to_the_package_gets_it()
        => Assert.Contains(
            "<None Include=\"NormSharp.targets\" Pack=\"true\" PackagePath=\"buildTransitive/\" />",
            File.ReadAllText(Checkout.File("src", "NormSharp", "NormSharp.csproj")),
            StringComparison.Ordinal);

    private static async Task<string[]> BuildAsync(string project)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, "-nologo", "-v:minimal", "-tl:off", "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output + await errors);
        return output.Split('\n');
    }
}
