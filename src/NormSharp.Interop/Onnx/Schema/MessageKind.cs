namespace NormSharp.Interop.Onnx.Schema;

/// <summary>The messages of the schema: which of their fields are messages, and which are kept as they are.</summary>
internal sealed class MessageKind
{
    private static readonly MessageKind Plain2 = new(1, 2);

    public static readonly MessageKind Tensor = new(1, 2, 8, 14) { IsTensor = true };

    public static readonly MessageKind Model = new(1, 2, 3, 4, 5);

    private static readonly MessageKind Graph = new(2);
    private static readonly MessageKind Node = new(1, 2, 3, 4, 7);
    private static readonly MessageKind Attribute = new(1, 2, 3, 4, 7, 8, 9, 20, 21);
    private static readonly MessageKind Value = new(1);
    private static readonly MessageKind Type = new();
    private static readonly MessageKind TensorType = new(1);
    private static readonly MessageKind Shape = new();

    private readonly Dictionary<int, MessageKind> _messages = [];
    private readonly HashSet<int> _kept;

    static MessageKind()
    {
        Model._messages[7] = Graph;
        Model._messages[8] = Plain2;
        Model._messages[14] = Plain2;
        Graph._messages[1] = Node;
        Graph._messages[5] = Tensor;
        Graph._messages[11] = Value;
        Graph._messages[12] = Value;
        Graph._messages[13] = Value;
        Node._messages[5] = Attribute;
        Attribute._messages[5] = Tensor;
        Attribute._messages[6] = Graph;
        Attribute._messages[10] = Tensor;
        Tensor._messages[13] = Plain2;
        Value._messages[2] = Type;
        Type._messages[1] = TensorType;
        TensorType._messages[2] = Shape;
        Shape._messages[1] = Plain2;
    }

    private MessageKind(params int[] kept)
    {
        _kept = [.. kept];
    }

    /// <summary>Whether it holds numbers of a tensor, which are left in the file.</summary>
    public bool IsTensor { get; private init; }

    /// <summary>What kind of message a field is; null for one that is none.</summary>
    public MessageKind? Message(int field) => _messages.GetValueOrDefault(field);

    /// <summary>Whether a field that is no message is read.</summary>
    public bool Keeps(int field) => _kept.Contains(field);
}
