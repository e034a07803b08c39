using System.Runtime.CompilerServices;

namespace NormSharp.Primitives;

/// <summary>The four words that one counter value gives.</summary>
[InlineArray(4)]
internal struct PhiloxBlock
{
    private uint _word;
}
