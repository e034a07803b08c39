using System.Runtime.CompilerServices;

namespace NormSharp.Cli.Screens;

/// <summary>How the running program was compiled.</summary>
/// <param name="Name"><c>JIT</c>, <c>ReadyToRun</c> or <c>NativeAOT</c>.</param>
/// <param name="InstructionSet">What native code was compiled for, such as <c>x86-64-v3</c>; null where nothing was said.</param>
internal sealed record BuildKind(string Name, string? InstructionSet = null)
{
    /// <summary>The setting by which the project notes what native code was compiled for.</summary>
    public const string InstructionSetSetting = "NormSharp.InstructionSet";

    /// <summary>The setting by which the project notes that it was compiled ahead for the runtime.</summary>
    public const string ReadyToRunSetting = "NormSharp.ReadyToRun";

    /// <summary>That of this program.</summary>
    public static BuildKind Current => Of(RuntimeFeature.IsDynamicCodeSupported, AppContext.GetData);

    /// <summary>That of a program with such settings.</summary>
    /// <param name="isCompiledAtRunTime">Whether there is a just-in-time compiler.</param>
    /// <param name="setting">A setting's value, null where it is missing.</param>
    public static BuildKind Of(bool isCompiledAtRunTime, Func<string, object?> setting)
    {
        if (!isCompiledAtRunTime)
        {
            return new("NativeAOT", setting(InstructionSetSetting) as string);
        }

        return new(setting(ReadyToRunSetting) is string text && bool.TryParse(text, out bool isReady) && isReady ? "ReadyToRun" : "JIT");
    }

    /// <summary>The same in a line, as <c>env</c> shows it.</summary>
    public override string ToString() => InstructionSet is null ? Name : $"{Name}, {InstructionSet}";
}
