using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;

namespace NormSharp.Peer;

/// <summary>What is measured.</summary>
internal static class Versions
{
    /// <summary>The versions of the packages and of what they bring.</summary>
    public static JsonObject Read(int threads) => new()
    {
        ["torchsharp"] = Of(typeof(TorchSharp.torch).Assembly),
        ["libtorch"] = TorchSharp.torch.__version__,
        ["onnxruntime"] = OrtEnv.Instance().GetVersionString(),
        ["runtime"] = System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
        ["threads"] = threads,
    };

    private static string Of(Assembly assembly)
        => assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
