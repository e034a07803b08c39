using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// A part of a network: parameters that are trained, buffers and counters that are kept with them, and children that are modules too.
/// State is named like PyTorch's: <c>features.bn1.running_mean</c>.
/// </summary>
public abstract class Module
{
    private static int s_constructed;

    private readonly List<(string Name, Parameter Parameter, Initializer Initializer)> _parameters = [];
    private readonly List<(string Name, Tensor Buffer)> _buffers = [];
    private readonly List<(string Name, Counter Counter)> _counters = [];
    private readonly List<(string Name, Module Child)> _children = [];
    private readonly Dictionary<string, Module> _childOf = new(StringComparer.Ordinal);
    private Module? _parent;
    private string? _localName;

    /// <summary>The dotted path from the root, for example <c>features.bn1</c>; the type's name for a root.</summary>
    public string Path => _parent is null ? TypeName : _parent._parent is null ? _localName! : $"{_parent.Path}.{_localName}";

    /// <summary>What kind of layer this is, as summaries and files call it.</summary>
    public virtual string TypeName => GetType().Name;

    /// <summary>Whether the module is in training mode, which it is when it is made.</summary>
    public bool IsTraining { get; private set; } = true;

    /// <summary>The modules directly inside this one.</summary>
    public IEnumerable<(string Name, Module Child)> Children => _children;

    /// <summary>Sees every forward pass through this module, or null.</summary>
    internal IForwardObserver? Observer { get; set; }

    /// <summary>Computes the output.</summary>
    /// <exception cref="LayerException">The input does not fit; the message names the layer.</exception>
    public Tensor Forward(Tensor x)
    {
        Tensor y;
        try
        {
            y = OnForward(x);
        }
        catch (ArgumentException error) when (error is not LayerException)
        {
            throw new LayerException(Path, TypeName, x.Shape, error);
        }

        Observer?.OnForward(this, x, y);
        return y;
    }

    /// <summary>Computes the output of several inputs, or of none.</summary>
    /// <exception cref="LayerException">The inputs do not fit, or it does not take so many; the message names the layer.</exception>
    public Tensor Forward(params ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length == 1)
        {
            return Forward(inputs[0]);
        }

        Tensor y;
        try
        {
            y = OnForward(inputs);
        }
        catch (ArgumentException error) when (error is not LayerException)
        {
            throw new LayerException(Path, TypeName, [.. inputs.ToArray().Select(input => input.Shape)], error);
        }

        Observer?.OnForward(this, inputs, y);
        return y;
    }

    /// <summary>Puts this module and every descendant into training mode, or out of it.</summary>
    public void Train(bool training = true)
    {
        foreach ((_, Module module) in NamedModules())
        {
            module.IsTraining = training;
        }
    }

    /// <summary>Puts this module and every descendant into evaluation mode.</summary>
    public void Evaluate() => Train(false);

    /// <summary>Freezes every parameter of this module and its descendants: no gradient, no update.</summary>
    public void Freeze(bool frozen = true)
    {
        foreach ((_, Parameter parameter) in NamedParameters())
        {
            parameter.IsFrozen = frozen;
        }
    }

    /// <summary>This module, under the empty name, and all its descendants with their paths below it.</summary>
    public IEnumerable<(string Name, Module Module)> NamedModules()
    {
        yield return (string.Empty, this);
        foreach ((string name, Module child) in _children)
        {
            foreach ((string below, Module module) in child.NamedModules())
            {
                yield return (LayerPath.Join(name, below), module);
            }
        }
    }

    /// <summary>Every parameter with its name below this module.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters()
        => Collect(module => module._parameters.Select(entry => (entry.Name, entry.Parameter)));

    /// <summary>Every buffer, such as running statistics, with its name below this module.</summary>
    public IEnumerable<(string Name, Tensor Buffer)> NamedBuffers() => Collect(module => module._buffers);

    /// <summary>Every counter with its name below this module.</summary>
    internal IEnumerable<(string Name, Counter Counter)> NamedCounters() => Collect(module => module._counters);

    /// <summary>How many numbers are trained.</summary>
    public long ParameterCount() => NamedParameters().Sum(entry => (long)entry.Parameter.Length);

    /// <summary>Forgets all gradients.</summary>
    public void ClearGradients()
    {
        foreach ((_, Parameter parameter) in NamedParameters())
        {
            parameter.ClearGradient();
        }
    }

    /// <summary>
    /// Moves parameters and buffers to memory of a backend, in the format that it computes in; what it takes as it is stays where it is.
    /// The objects remain the same, gradients are forgotten.
    /// </summary>
    /// <param name="backend">What will compute.</param>
    public void To(Backend backend) => Move(tensor =>
    {
        if (backend.Takes(tensor.Storage))
        {
            return;
        }

        var moved = new Tensor(backend.Allocate(tensor.Length), tensor.Shape, owner: null);
        backend.Write<float>(tensor.ToArray(), moved);
        tensor.MoveTo(moved.Storage);
    });

    /// <summary>Brings parameters and buffers back to memory of the host, in float32; gradients are forgotten.</summary>
    public void ToHost() => Move(tensor =>
    {
        if (tensor.Storage is not HostStorage<float>)
        {
            tensor.MoveTo(Tensor.From(tensor.ToArray(), tensor.Shape).Storage);
        }
    });

    private void Move(Action<Tensor> move)
    {
        foreach ((_, Parameter parameter) in NamedParameters())
        {
            parameter.ClearGradient();
            move(parameter);
        }

        foreach ((_, Tensor buffer) in NamedBuffers())
        {
            move(buffer);
        }
    }

    /// <summary>Draws all parameters anew: the same seed gives the same values for the same architecture.</summary>
    public void Initialize(ulong seed)
    {
        if (ModelOutline.IsDrawn)
        {
            return;
        }

        ulong stream = 0;
        foreach ((_, Module module) in NamedModules())
        {
            foreach ((_, Parameter parameter, Initializer initializer) in module._parameters)
            {
                initializer.Fill(parameter.AsSpan(), parameter.Shape, new Philox(seed, stream++));
            }
        }
    }

    /// <summary>Reports every forward pass through this module and its descendants; null stops that.</summary>
    internal void Observe(IForwardObserver? observer)
    {
        foreach ((_, Module module) in NamedModules())
        {
            module.Observer = observer;
        }
    }

    /// <summary>How the layer presents itself in one line: <c>Conv2d(1, 6, kernel 5×5)</c>.</summary>
    public override string ToString() => TypeName;

    /// <summary>Whether the module stands in another.</summary>
    internal bool HasParent => _parent is not null;

    /// <summary>The child of a name.</summary>
    internal Module Child(string name) => _childOf[name];

    internal void RestoreMode(bool training) => IsTraining = training;

    /// <summary>Learns what only an input's shape tells, before a forward pass would.</summary>
    internal virtual void Prepare(Shape input)
    {
    }

    /// <summary>Computes the output; an <see cref="ArgumentException"/> is passed on with the layer's name.</summary>
    protected abstract Tensor OnForward(Tensor x);

    /// <summary>Computes the output of none or several inputs; a layer that takes one throws.</summary>
    protected virtual Tensor OnForward(ReadOnlySpan<Tensor> inputs)
        => throw new ArgumentException($"the layer takes one input, and was given {inputs.Length}");

    /// <summary>Adds a parameter and draws its first values.</summary>
    protected Parameter AddParameter(string name, Shape shape, Initializer initializer)
    {
        if (ModelOutline.IsDrawn)
        {
            var outline = new Parameter(shape, new HollowStorage(shape.ElementCount));
            _parameters.Add((name, outline, initializer));
            return outline;
        }

        var parameter = new Parameter(shape);
        initializer.Fill(parameter.AsSpan(), shape, new Philox(0, (ulong)Interlocked.Increment(ref s_constructed)));
        _parameters.Add((name, parameter, initializer));
        return parameter;
    }

    /// <summary>Takes over a parameter of a module that is not a child, under another name; it is drawn as it was there.</summary>
    private protected Parameter Adopt(string name, Module owner, Parameter parameter)
    {
        Initializer initializer = owner._parameters.Single(entry => ReferenceEquals(entry.Parameter, parameter)).Initializer;
        _parameters.Add((name, parameter, initializer));
        return parameter;
    }

    /// <summary>Adds a tensor that is saved with the module but not trained.</summary>
    protected Tensor AddBuffer(string name, Tensor buffer)
    {
        _buffers.Add((name, buffer));
        return buffer;
    }

    /// <summary>Adds a whole number that is saved with the module.</summary>
    private protected Counter AddCounter(string name)
    {
        var counter = new Counter();
        _counters.Add((name, counter));
        return counter;
    }

    /// <summary>Adds a module inside this one; a module that is shared keeps the name of its first parent.</summary>
    /// <exception cref="ArgumentException">The name is taken, empty or has a dot.</exception>
    protected T AddChild<T>(string name, T child)
        where T : Module
    {
        if (string.IsNullOrEmpty(name) || name.Contains('.') || _childOf.ContainsKey(name))
        {
            throw new ArgumentException(
                $"\"{name}\" cannot name a child of {TypeName}: names are unique, not empty and have no dot", nameof(name));
        }

        if (child.NamedModules().Any(entry => entry.Module == this))
        {
            throw new ArgumentException($"\"{name}\" holds {TypeName} already and cannot be inside it", nameof(child));
        }

        _children.Add((name, child));
        _childOf.Add(name, child);
        child._parent ??= this;
        child._localName ??= name;
        return child;
    }

    private IEnumerable<(string Name, T Item)> Collect<T>(Func<Module, IEnumerable<(string Name, T Item)>> own)
    {
        var seen = new HashSet<Module>(ReferenceEqualityComparer.Instance);
        foreach ((string path, Module module) in NamedModules())
        {
            if (!seen.Add(module))
            {
                continue;
            }

            foreach ((string name, T item) in own(module))
            {
                yield return (LayerPath.Join(path, name), item);
            }
        }
    }
}
