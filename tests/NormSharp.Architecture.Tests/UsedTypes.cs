using System.Reflection;
using System.Reflection.Emit;

namespace NormSharp.Architecture;

/// <summary>The types that a type refers to: by base, fields, attributes, constraints, signatures, and instructions of its methods.</summary>
internal static class UsedTypes
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static HashSet<Type> Of(Type type)
    {
        var found = new HashSet<Type>();
        Add(type.BaseType);
        Array.ForEach(type.GetInterfaces(), Add);
        AddAttributes(type);
        AddConstraints(type.GetGenericArguments());
        foreach (FieldInfo field in type.GetFields(Members.Declared))
        {
            Add(field.FieldType);
            AddAttributes(field);
        }

        foreach (MethodBase method in Members.MethodsOf(type))
        {
            AddMethod(method);
        }

        return found;

        void Add(Type? used)
        {
            while (used is { HasElementType: true })
            {
                used = used.GetElementType();
            }

            if (used is null || used.IsGenericParameter)
            {
                return;
            }

            Array.ForEach(used.GetGenericArguments(), Add);
            found.Add(used.IsGenericType ? used.GetGenericTypeDefinition() : used);
        }

        void AddMethod(MethodBase method)
        {
            Array.ForEach(method.GetParameters(), parameter => Add(parameter.ParameterType));
            Add((method as MethodInfo)?.ReturnType);
            AddAttributes(method);
            AddConstraints(method.IsGenericMethod ? method.GetGenericArguments() : []);
            foreach (MemberInfo member in Instructions(method))
            {
                Add(member as Type ?? member.DeclaringType);
                Array.ForEach(member is MethodInfo { IsGenericMethod: true } called ? called.GetGenericArguments() : [], Add);
            }

            if (method.GetMethodBody() is { } body)
            {
                foreach (LocalVariableInfo local in body.LocalVariables)
                {
                    Add(local.LocalType);
                }

                foreach (ExceptionHandlingClause clause in body.ExceptionHandlingClauses)
                {
                    Add(clause.Flags == ExceptionHandlingClauseOptions.Clause ? clause.CatchType : null);
                }
            }
        }

        void AddAttributes(MemberInfo member)
        {
            foreach (CustomAttributeData attribute in member.GetCustomAttributesData())
            {
                Add(attribute.AttributeType);
            }
        }

        void AddConstraints(Type[] arguments)
        {
            foreach (Type argument in arguments.Where(argument => argument.IsGenericParameter))
            {
                Array.ForEach(argument.GetGenericParameterConstraints(), Add);
            }
        }
    }

    private static IEnumerable<MemberInfo> Instructions(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (int i = 0; i < code.Length;)
        {
            short value = code[i++];
            if (value == 0xFE)
            {
                value = (short)((value << 8) | code[i++]);
            }

            OpCode operation = OpCodesByValue[value];
            if (operation.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                Type[]? ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
                yield return method.Module.ResolveMember(BitConverter.ToInt32(code, i), method.DeclaringType!.GetGenericArguments(), ofMethod)!;
            }

            i += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, i)),
                _ => 4,
            };
        }
    }
}
