using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NormSharp.Testing;

/// <summary>As xUnit's <c>Assert</c>, but a message is put together only where the check fails: loops check millions of numbers.</summary>
internal static class Expect
{
    /// <summary>Fails with the message where the condition is false.</summary>
    public static void True(
        [DoesNotReturnIf(false)] bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] ref MessageOfFalse message)
    {
        if (!condition)
        {
            Assert.Fail(message.ToString());
        }
    }

    /// <summary>Fails with the message where the condition is true.</summary>
    public static void False(
        [DoesNotReturnIf(true)] bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] ref MessageOfTrue message)
    {
        if (condition)
        {
            Assert.Fail(message.ToString());
        }
    }

    /// <summary>A text that is put together where a condition is false.</summary>
    [InterpolatedStringHandler]
    public ref struct MessageOfFalse
    {
        private DefaultInterpolatedStringHandler _text;

        public MessageOfFalse(int literalLength, int formattedCount, bool condition, out bool isWanted)
        {
            isWanted = !condition;
            _text = isWanted ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
        }

        public void AppendLiteral(string value) => _text.AppendLiteral(value);

        public void AppendFormatted<T>(T value, string? format = null) => _text.AppendFormatted(value, format);

        public override string ToString() => _text.ToStringAndClear();
    }

    /// <summary>A text that is put together where a condition is true.</summary>
    [InterpolatedStringHandler]
    public ref struct MessageOfTrue
    {
        private MessageOfFalse _text;

        public MessageOfTrue(int literalLength, int formattedCount, bool condition, out bool isWanted) =>
            _text = new MessageOfFalse(literalLength, formattedCount, !condition, out isWanted);

        public void AppendLiteral(string value) => _text.AppendLiteral(value);

        public void AppendFormatted<T>(T value, string? format = null) => _text.AppendFormatted(value, format);

        public override string ToString() => _text.ToString();
    }
}
