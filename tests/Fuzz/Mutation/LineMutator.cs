using System.Text;

namespace NormSharp.Fuzz.Mutation;

/// <summary>Damages a command line, an argument a line: words out of order, missing, twice, replaced by hostile ones.</summary>
internal static class LineMutator
{
    private static readonly string[] Words =
    [
        "", "-", "--", "--help", "--json", "--debug", "--version", "-o", "--out", "--data", "--model", "--from", "--seed",
        "--threads", "--classes",
        "--input", "--batch-size", "--page", "--quick", "--seeds", "--norm", "--mean", "--std", "--labels", "--arch",
        "--like", "0", "-1", "1,28,28",
        "999999999999999999999", "NaN", "1e999", "\u001b[31m", "\u202e", "a\nb", "$(x)", "@file", ".", "..", "\0", "absent",
        "absent/", "=", "--x=y",
        "--out=", "\ufffd", "x:y",
    ];

    public static byte[] Mutate(byte[] input, Random random)
    {
        List<string> words = [.. Encoding.UTF8.GetString(input).Split('\u001f')];
        for (int edits = 1 + random.Next(4); edits > 0; edits--)
        {
            int place = random.Next(words.Count + 1);
            switch (random.Next(5))
            {
                case 0 when words.Count > 0:
                    words.RemoveAt(Math.Min(place, words.Count - 1));
                    break;
                case 1 when words.Count > 0:
                    words.Insert(place, words[random.Next(words.Count)]);
                    break;
                case 2 when words.Count > 0:
                    int other = Math.Min(place, words.Count - 1);
                    words[other] = Encoding.UTF8.GetString(ByteMutator.Mutate(Encoding.UTF8.GetBytes(words[other]), random));
                    break;
                case 3 when words.Count > 0:
                    words[Math.Min(place, words.Count - 1)] = Words[random.Next(Words.Length)];
                    break;
                default:
                    words.Insert(place, Words[random.Next(Words.Length)]);
                    break;
            }
        }

        return Encoding.UTF8.GetBytes(string.Join('\u001f', words));
    }
}
