using System.Reflection;
using System.Reflection.Emit;

namespace NormSharp.Architecture;

/// <summary>What the instructions of a method name: types, members and texts.</summary>
internal static class Instructions
{
    /// <summary>The types, methods and fields.</summary>
    public static IEnumerable<MemberInfo> MembersOf(MethodBase method)
    {
        Type[]? ofType = method.DeclaringType!.GetGenericArguments();
        Type[]? ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        return Bytecode.Of(method)
            .Where(
                found => found.Code.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok
                    or OperandType.InlineType)
            .Select(found => method.Module.ResolveMember(found.Operand, ofType, ofMethod)!);
    }

    /// <summary>The texts, as they stand between quotation marks; of one with values in it, each part between them.</summary>
    public static IEnumerable<string> TextsOf(MethodBase method)
        => Bytecode.Of(method)
            .Where(found => found.Code.OperandType == OperandType.InlineString)
            .Select(found => method.Module.ResolveString(found.Operand));
}
