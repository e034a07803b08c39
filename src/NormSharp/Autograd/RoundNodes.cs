namespace NormSharp.Autograd;

/// <summary>The nodes that the rounds of a tape use again, apart by what they hold.</summary>
internal sealed class RoundNodes
{
    private static int s_kinds;

    private IRoundObjects?[] _kinds = [];

    /// <summary>A node that holds a value.</summary>
    public ValueNode<TBackward> Node<TBackward>(in TBackward value)
        where TBackward : struct, IBackward
    {
        RoundObjects<ValueNode<TBackward>> nodes = Of<TBackward>();
        ValueNode<TBackward> node = nodes.Take() ?? nodes.Add(new ValueNode<TBackward>());
        node.Value = value;
        return node;
    }

    /// <summary>Ends a round.</summary>
    public void EndRound()
    {
        foreach (IRoundObjects? kind in _kinds)
        {
            kind?.EndRound();
        }
    }

    private RoundObjects<ValueNode<TBackward>> Of<TBackward>()
        where TBackward : struct, IBackward
    {
        int kind = Kind<TBackward>.Number;
        if (kind >= _kinds.Length)
        {
            Array.Resize(ref _kinds, Math.Max(kind + 1, s_kinds));
        }

        return (RoundObjects<ValueNode<TBackward>>)(_kinds[kind] ??= new RoundObjects<ValueNode<TBackward>>());
    }

    /// <summary>Numbers the kinds of nodes in the order of their first use.</summary>
    private static class Kind<TBackward>
    {
        public static readonly int Number = Interlocked.Increment(ref s_kinds) - 1;
    }
}
