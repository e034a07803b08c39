using System.Reflection;
using System.Reflection.Emit;

namespace NormSharp.Testing;

/// <summary>The instructions of a compiled method.</summary>
internal static class Bytecode
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>Each with its operand, where that has one or four bytes; else 0.</summary>
    public static IEnumerable<(OpCode Code, int Operand)> Of(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (int i = 0; i < code.Length;)
        {
            short value = code[i++];
            if (value == 0xFE)
            {
                value = (short)((value << 8) | code[i++]);
            }

            OpCode found = OpCodesByValue[value];
            int length = found.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, i)),
                _ => 4,
            };
            yield return (found, length switch { 1 => (sbyte)code[i], 4 => BitConverter.ToInt32(code, i), _ => 0 });
            i += length;
        }
    }
}
