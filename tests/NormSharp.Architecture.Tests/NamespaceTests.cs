using System.Reflection;
using NormSharp.Tensors;

namespace NormSharp.Architecture;

/// <summary>The layers inside NormSharp.</summary>
public class NamespaceTests
{
    /// <summary>Lowest first; a namespace may use those of lower rank and its own.</summary>
    private static readonly Dictionary<string, int> Ranks = new()
    {
        ["NormSharp"] = 0,
        ["NormSharp.Tensors"] = 0,
        ["NormSharp.Synchronization"] = 0,
        ["NormSharp.Backends"] = 1,
        ["NormSharp.Autograd"] = 2,
        ["NormSharp.Ops"] = 3,
        ["NormSharp.Lowering"] = 4,
        ["NormSharp.Layers"] = 5,
        ["NormSharp.Losses"] = 6,
        ["NormSharp.Optimizers"] = 6,
        ["NormSharp.Models"] = 6,
        ["NormSharp.Serialization"] = 6,
        ["NormSharp.GradientChecking"] = 6,
        ["NormSharp.Graphs"] = 6,
        ["NormSharp.Transforms"] = 7,
        ["NormSharp.Inference"] = 8,
    };

    [Fact]
    public void Namespaces_use_only_those_below_them()
    {
        Assembly assembly = typeof(Tensor).Assembly;
        var wrong = new SortedSet<string>();
        foreach (Type type in assembly.GetTypes().Where(IsOurs))
        {
            Expect.True(Ranks.ContainsKey(type.Namespace!), $"{type.FullName}: its namespace has no place in the layering");
            foreach (Type used in UsedTypes.Of(type).Where(used => used.Assembly == assembly && IsOurs(used)))
            {
                bool allowed = used.Namespace == type.Namespace || Ranks[used.Namespace!] < Ranks[type.Namespace!]
                    || (Ranks[used.Namespace!] == Ranks[type.Namespace!] && Ranks[type.Namespace!] < 2);
                if (!allowed)
                {
                    wrong.Add($"{type.FullName} uses {used.FullName}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    /// <summary>Generators of source put types of other namespaces into an assembly.</summary>
    private static bool IsOurs(Type type) => type.Namespace?.StartsWith("NormSharp", StringComparison.Ordinal) == true;

    [Fact]
    public void The_check_sees_into_method_bodies()
        => Assert.Contains(typeof(System.Text.StringBuilder), UsedTypes.Of(typeof(Sample)));

    private static class Sample
    {
        public static int Length() => new System.Text.StringBuilder().Length;
    }
}
