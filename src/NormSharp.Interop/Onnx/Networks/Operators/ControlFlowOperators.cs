using NormSharp.Interop.Onnx.Model;
using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Graphs within the graph: a branch that is known, and a loop of as many rounds as are known, one after the other.</summary>
internal static class ControlFlowOperators
{
    private const int MostRounds = 1000;

    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("If", Branch),
        new("Loop", Loop),
    ];

    private static IReadOnlyList<OnnxOperand?> Branch(OnnxCall call)
    {
        OnnxGraph graph = GraphOf(call, call.Fixed(0).ReadDouble() is [not 0] ? "then_branch" : "else_branch");
        return Run(call, graph);
    }

    /// <summary>Operands: the number of rounds, whether to begin, and what goes from round to round.</summary>
    private static IReadOnlyList<OnnxOperand?> Loop(OnnxCall call)
    {
        OnnxGraph body = GraphOf(call, "body");
        double rounds = call.Has(0) ? call.Fixed(0).ReadDouble()[0] : double.PositiveInfinity;
        bool goesOn = !call.Has(1) || call.Fixed(1).ReadDouble()[0] != 0;
        OnnxOperand[] carried = [.. call.Node.Inputs.Skip(2).Select(call.Find)];
        List<OnnxOperand>[] rows = [.. Enumerable.Range(0, body.Outputs.Count - 1 - carried.Length).Select(_ => new List<OnnxOperand>())];
        for (int round = 0; goesOn && round < rounds; round++)
        {
            if (round == MostRounds)
            {
                throw call.Unsupported($"more than {MostRounds} rounds", OnnxObstacle.ControlFlow);
            }

            OnnxOperand[] given = [call.Number(round, ElementType.Int64), call.Number(1, ElementType.Bool), .. carried];
            foreach ((OnnxValue input, OnnxOperand value) in body.Inputs.Zip(given))
            {
                call.Name(input.Name, value);
            }

            OnnxOperand[] outputs = Run(call, body);
            goesOn = outputs[0].Scalar() is { } condition
                ? condition != 0
                : throw call.Unsupported("a condition that is computed from inputs", OnnxObstacle.ControlFlow);
            carried = outputs[1..(1 + carried.Length)];
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i].Add(outputs[1 + carried.Length + i]);
            }
        }

        return [.. carried, .. rows.Select(row => Stacked(call, row))];
    }

    private static OnnxGraph GraphOf(OnnxCall call, string name)
        => call.Value(name) as OnnxGraph ?? throw call.Unsupported($"no graph {name}", OnnxObstacle.ControlFlow);

    private static OnnxOperand[] Run(OnnxCall call, OnnxGraph graph)
    {
        foreach (NamedTensor tensor in graph.Initializers)
        {
            OnnxTypeCheck.ThrowUnlessNumbers(tensor.ElementType, $"a number of its {call.Node}");
            call.Name(tensor.Name, OnnxOperand.Of(tensor.Name, new OnnxConstant(tensor)));
        }

        foreach (OnnxNode node in graph.Nodes)
        {
            IReadOnlyList<OnnxOperand?> outputs = OnnxOperatorTable.Add(call.Inner(node));
            for (int i = 0; i < Math.Min(outputs.Count, node.Outputs.Count); i++)
            {
                if (outputs[i] is { } output)
                {
                    call.Name(node.Outputs[i], output);
                }
            }
        }

        return [.. graph.Outputs.Select(output => call.Find(output.Name))];
    }

    /// <summary>What each round gives, under each other.</summary>
    private static OnnxOperand? Stacked(OnnxCall call, List<OnnxOperand> rounds)
    {
        if (rounds.Count == 0)
        {
            throw call.Unsupported("no rounds, whose outputs have no shape", OnnxObstacle.ControlFlow);
        }

        OnnxOperand[] rows = [.. rounds.Select(value => ShapeOperators.Reshape(
            call, value, [1, .. value.Shapes.First.AsSpan()], [1, .. value.Shapes.Second.AsSpan()]))];
        return call.Layer(new Concatenate(0), rows);
    }
}
