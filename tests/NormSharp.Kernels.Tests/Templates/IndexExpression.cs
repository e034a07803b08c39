using System.Globalization;

namespace NormSharp.Kernels.Tests.Templates;

/// <summary>A number of whole numbers, names, + − * / % and brackets: <c>4 * (f / 3)</c>.</summary>
internal sealed class IndexExpression
{
    private readonly string _text;
    private readonly Dictionary<string, int> _numbers;
    private int _at;

    public IndexExpression(string text, Dictionary<string, int> numbers)
    {
        _text = text.Replace(" ", string.Empty, StringComparison.Ordinal);
        _numbers = numbers;
        Value = Sum();
        if (_at < _text.Length)
        {
            throw new FormatException($"'{text}' has '{_text[_at]}' where an operator is due.");
        }
    }

    public int Value { get; }

    private char Next => _at < _text.Length ? _text[_at] : '\0';

    private int Sum()
    {
        int value = Product();
        while (Next is '+' or '-')
        {
            value += _text[_at++] == '+' ? Product() : -Product();
        }

        return value;
    }

    private int Product()
    {
        int value = Factor();
        while (Next is '*' or '/' or '%')
        {
            value = _text[_at++] switch
            {
                '*' => value * Factor(),
                '/' => value / Factor(),
                _ => value % Factor(),
            };
        }

        return value;
    }

    private int Factor()
    {
        if (Next == '(')
        {
            _at++;
            int value = Sum();
            _at++;
            return value;
        }

        int start = _at;
        while (char.IsLetterOrDigit(Next))
        {
            _at++;
        }

        string word = _text[start.._at];
        return _numbers.TryGetValue(word, out int number) ? number : int.Parse(word, CultureInfo.InvariantCulture);
    }
}
