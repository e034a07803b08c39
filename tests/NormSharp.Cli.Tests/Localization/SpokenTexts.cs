using System.Reflection;
using System.Reflection.Emit;
using System.Text;
using NormSharp.Cli.Localization;

namespace NormSharp.Cli.Tests.Localization;

/// <summary>The English texts in the compiled program: templates of messages, and texts that stand by themselves.</summary>
internal static class SpokenTexts
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>All of them, with the method that says each.</summary>
    public static IEnumerable<(MethodBase Method, string Text, bool IsTemplate)> All() => typeof(Messages).Assembly.GetTypes()
        .Where(type => type != typeof(Message))
        .SelectMany(type => type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
        .SelectMany(method => Of(method).Select(found => (method, found.Text, found.IsTemplate)));

    private static List<(string Text, bool IsTemplate)> Of(MethodBase method)
    {
        List<(string Text, bool IsTemplate)> texts = [];
        Stack<Open> open = [];
        List<int> numbers = [];
        string? loose = null;
        foreach ((OpCode code, int operand) in Bytecode.Of(method))
        {
            if (Constant(code, operand) is int number)
            {
                numbers.Add(number);
                continue;
            }

            if (code == OpCodes.Ldstr)
            {
                Keep();
                loose = method.Module.ResolveString(operand);
            }
            else if (code.OperandType == OperandType.InlineMethod && Called(method, operand) is { } called
                && called.DeclaringType == typeof(Message))
            {
                if (called.IsConstructor)
                {
                    open.Push(new Open(numbers[^2], numbers[^1]));
                }
                else if (called.Name == nameof(Message.AppendLiteral))
                {
                    open.Peek().Add(loose!);
                    loose = null;
                }
                else if (called.Name == nameof(Message.AppendFormatted))
                {
                    open.Peek().AddValue();
                }

                if (open.TryPeek(out Open? last) && last.IsWhole)
                {
                    texts.Add((open.Pop().ToString(), true));
                }
            }
        }

        Keep();
        return open.Count == 0 ? texts : throw new InvalidOperationException($"{method.DeclaringType}.{method.Name} has half a message");

        void Keep()
        {
            if (loose is not null)
            {
                texts.Add((loose, false));
                loose = null;
            }
        }
    }

    private static MethodBase? Called(MethodBase method, int token) => method.Module.ResolveMethod(
        token, method.DeclaringType!.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : null);

    private static int? Constant(OpCode code, int operand) => code.Value switch
    {
        >= 0x16 and <= 0x1E => code.Value - 0x16,
        0x1F or 0x20 => operand,
        _ => null,
    };

    /// <summary>A template that is being put together.</summary>
    private sealed class Open(int letters, int values)
    {
        private readonly StringBuilder _template = new();
        private int _letters;
        private int _values;

        public bool IsWhole => _letters == letters && _values == values;

        public void Add(string literal)
        {
            _letters += literal.Length;
            _template.Append(Message.Literal(literal));
        }

        public void AddValue() => _template.Append('{').Append(_values++).Append('}');

        public override string ToString() => _template.ToString();
    }
}
