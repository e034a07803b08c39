using NormSharp.Cli.Screens;

namespace NormSharp.Cli.Tests.Screens;

public sealed class BuildKindTests
{
    [Fact]
    public void What_is_compiled_at_run_time_is_named_so()
        => Assert.Equal("JIT", $"{BuildKind.Of(isCompiledAtRunTime: true, _ => null)}");

    [Theory]
    [InlineData("true")]
    [InlineData("True")]
    public void What_was_compiled_ahead_for_the_runtime_is_named_so(string value) => Assert.Equal(
        "ReadyToRun", $"{BuildKind.Of(isCompiledAtRunTime: true, name => name == BuildKind.ReadyToRunSetting ? value : null)}");

    [Fact]
    public void Native_code_names_its_instructions()
    {
        BuildKind kind = BuildKind.Of(isCompiledAtRunTime: false, name => name == BuildKind.InstructionSetSetting ? "x86-64-v4" : null);
        Assert.Equal(("NativeAOT", "x86-64-v4"), (kind.Name, kind.InstructionSet));
        Assert.Equal("NativeAOT, x86-64-v4", $"{kind}");
        Assert.Equal("NativeAOT", $"{BuildKind.Of(isCompiledAtRunTime: false, _ => null)}");
    }

    [Fact]
    public void This_process_is_compiled_at_run_time() => Assert.Equal("JIT", BuildKind.Current.Name);
}
