using System.Reflection;
using System.Reflection.Emit;

namespace NormSharp.Architecture;

/// <summary>What the instructions of a method name: types, members and texts.</summary>
internal static class Instructions
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>The types, methods and fields.</summary>
    public static IEnumerable<MemberInfo> MembersOf(MethodBase method)
    {
        Type[]? ofType = method.DeclaringType!.GetGenericArguments();
        Type[]? ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        return TokensOf(method)
            .Where(
                found => found.Kind is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok
                    or OperandType.InlineType)
            .Select(found => method.Module.ResolveMember(found.Token, ofType, ofMethod)!);
    }

    /// <summary>The texts, as they stand between quotation marks; of one with values in it, each part between them.</summary>
    public static IEnumerable<string> TextsOf(MethodBase method)
        => TokensOf(method)
            .Where(found => found.Kind == OperandType.InlineString)
            .Select(found => method.Module.ResolveString(found.Token));

    private static IEnumerable<(OperandType Kind, int Token)> TokensOf(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (int i = 0; i < code.Length;)
        {
            short value = code[i++];
            if (value == 0xFE)
            {
                value = (short)((value << 8) | code[i++]);
            }

            OperandType kind = OpCodesByValue[value].OperandType;
            int length = kind switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, i)),
                _ => 4,
            };
            if (length == 4)
            {
                yield return (kind, BitConverter.ToInt32(code, i));
            }

            i += length;
        }
    }
}
