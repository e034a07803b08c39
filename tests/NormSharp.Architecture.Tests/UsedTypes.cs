using System.Reflection;

namespace NormSharp.Architecture;

/// <summary>
/// The types that a type refers to: by base, fields, attributes, constraints, signatures, and instructions of its methods.
/// </summary>
internal static class UsedTypes
{
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
            foreach (MemberInfo member in Instructions.MembersOf(method))
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
}
