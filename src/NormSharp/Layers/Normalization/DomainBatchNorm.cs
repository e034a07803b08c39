using System.Text.Json.Nodes;

namespace NormSharp.Layers;

/// <summary>
/// Batch normalization with running statistics, and if wanted γ and β, of its own for each of several named domains, such as cameras, data
/// sets or networks that share one layer: y = γ·(x − μ_d)/√(σ_d² + ε) + β for the domain d that is selected.
/// </summary>
/// <remarks>
/// <para>Input [N, C, …] of any rank from 2, output of the same shape; γ and β [C].</para>
/// <para>Training, evaluation, frozen statistics and recalibration are those of <see cref="BatchNorm"/>, applied to the selected domain;
/// the others stay as they are. So a batch should hold samples of one domain.</para>
/// <para>State: <c>domains.NAME.running_mean</c>, <c>.running_var</c>, <c>.num_batches_tracked</c>; γ and β are <c>weight</c> and
/// <c>bias</c>, or
/// <c>domains.NAME.weight</c> and <c>.bias</c> where each domain has its own.</para>
/// <para>Source: Chang, You, Seo, Kwak and Han 2019, "Domain-Specific Batch Normalization for Unsupervised Domain Adaptation", section 3.2;
/// statistics only, with γ and β shared: Li, Wang, Shi, Hou and Liu 2018, "Adaptive Batch Normalization for practical domain
/// adaptation".</para>
/// </remarks>
public sealed class DomainBatchNorm : BatchNorm
{
    private readonly List<string> _domains = [];
    private readonly Dictionary<string, BatchNormState> _states = [];
    private BatchNormState _shared = BatchNormState.Unknown;

    /// <summary>Makes the layer; the first domain is selected.</summary>
    /// <param name="channels">C: the extent of the channels' dimension.</param>
    /// <param name="domains">The names of the domains: unique, not empty, without a dot.</param>
    /// <param name="options">Whether each domain has its own γ and β, and what <see cref="BatchNorm"/> takes.</param>
    /// <exception cref="ArgumentException">
    /// A setting is out of its range, there is no domain, a name cannot be one, or domains have nothing of their own.
    /// </exception>
    public DomainBatchNorm(int channels, IEnumerable<string> domains, DomainBatchNormOptions? options = null)
        : this(domains, options)
        => SetChannels(channels);

    private DomainBatchNorm(IEnumerable<string> domains, DomainBatchNormOptions? options)
        : base(options ?? new DomainBatchNormOptions())
    {
        OwnAffine = ((DomainBatchNormOptions)Options).OwnAffine;
        if (!Options.TrackRunningStatistics && !(OwnAffine && Options.Affine))
        {
            throw new ArgumentException(
                "DomainBatchNorm: the domains have neither running statistics nor γ and β of their own; set TrackRunningStatistics or "
                    + "OwnAffine",
                nameof(options));
        }

        foreach (string domain in domains)
        {
            ThrowUnlessName(domain);
            _domains.Add(domain);
        }

        Domain = _domains.Count > 0 ? _domains[0] : throw new ArgumentException("DomainBatchNorm: there must be a domain", nameof(domains));
    }

    internal static new LayerDefinition<DomainBatchNorm> Definition { get; } = BatchNormSettings.Define(
        nameof(DomainBatchNorm),
        settings =>
        {
            DomainBatchNormOptions options = BatchNormSettings.Options(
                settings, new DomainBatchNormOptions { OwnAffine = settings.Bool("own_affine") });
            IReadOnlyList<string> domains = settings.Texts("domains");
            DomainBatchNorm layer = BatchNormSettings.Channels(settings) is { } channels
                ? new DomainBatchNorm(channels, domains, options)
                : Lazy(domains, options);
            layer.Domain = settings.Text("domain");
            return layer;
        },
        (layer, settings) =>
        {
            settings["own_affine"] = layer.OwnAffine;
            settings["domains"] = new JsonArray([.. layer._domains.Select(domain => JsonValue.Create(domain))]);
            settings["domain"] = layer.Domain;
        },
        StateOf);

    /// <summary>The names of the domains, in the order they were added.</summary>
    public IReadOnlyList<string> Domains => _domains;

    /// <summary>Whether every domain has a γ and β of its own.</summary>
    public bool OwnAffine { get; }

    /// <summary>The domain that the layer works for now.</summary>
    /// <exception cref="ArgumentException">There is no such domain.</exception>
    public string Domain
    {
        get;
        set
        {
            if (!_domains.Contains(value))
            {
                throw new ArgumentException(
                    $"layer {Path} (DomainBatchNorm) has no domain \"{value}\"; it has {string.Join(", ", _domains)}", nameof(value));
            }

            if (IsRecalibrating && value != field)
            {
                throw new InvalidOperationException(
                    $"layer {Path} (DomainBatchNorm) is being recalibrated for domain \"{field}\"; end that before selecting \"{value}\"");
            }

            field = value;
            State = IsLazy ? BatchNormState.Unknown : _states[value];
        }
    }

    /// <inheritdoc/>
    public override string ToString() => IsLazy ? base.ToString() : $"DomainBatchNorm({Channels}, {_domains.Count} domains)";

    /// <summary>Makes a lazy layer, which takes the number of channels from its first input.</summary>
    /// <param name="domains">The names of the domains: unique, not empty, without a dot.</param>
    /// <param name="options">Whether each domain has its own γ and β, and what <see cref="BatchNorm"/> takes.</param>
    /// <exception cref="ArgumentException">
    /// A setting is out of its range, there is no domain, a name cannot be one, or domains have nothing of their own.
    /// </exception>
    public static DomainBatchNorm Lazy(IEnumerable<string> domains, DomainBatchNormOptions? options = null) => new(domains, options);

    /// <summary>Selects a domain in every layer of a model that has domains.</summary>
    /// <returns>How many layers that were.</returns>
    /// <exception cref="ArgumentException">A layer has no such domain; no layer was changed.</exception>
    public static int Select(Module model, string domain)
    {
        List<DomainBatchNorm> layers = [.. model.NamedModules().Select(entry => entry.Module).OfType<DomainBatchNorm>().Distinct()];
        foreach (DomainBatchNorm layer in layers.OrderBy(layer => layer._domains.Contains(domain)))
        {
            layer.Domain = domain;
        }

        return layers.Count;
    }

    /// <summary>Adds a domain, which begins as a copy of the one that is selected.</summary>
    /// <param name="domain">Its name.</param>
    /// <exception cref="ArgumentException">The name is taken, empty or has a dot.</exception>
    public void AddDomain(string domain)
    {
        ThrowUnlessName(domain);
        _domains.Add(domain);
        if (IsLazy)
        {
            return;
        }

        BatchNormState state = _states[domain] = NewDomain(domain);
        if (OwnAffine && Options.Affine)
        {
            Gamma!.CopyTo(state.Gamma!.AsSpan());
            Beta!.CopyTo(state.Beta!.AsSpan());
        }

        if (state.Running is { } running)
        {
            RunningMean!.CopyTo(running.Mean.AsSpan());
            RunningVariance!.CopyTo(running.Variance.AsSpan());
            running.Batches.Value = BatchesTracked!.Value;
        }
    }

    private protected override BatchNormState CreateState()
    {
        _shared = OwnAffine ? BatchNormState.Unknown : NewAffine(string.Empty);
        foreach (string domain in _domains)
        {
            _states[domain] = NewDomain(domain);
        }

        return _states[Domain];
    }

    private static StateSize StateOf(LayerSettings settings)
    {
        bool own = settings.Bool("own_affine");
        StateSize state = own ? StateSize.None : BatchNormSettings.Affine(settings);
        foreach (string _ in settings.Texts("domains"))
        {
            state += BatchNormSettings.Statistics(settings) + (own ? BatchNormSettings.Affine(settings) : StateSize.None);
        }

        return state;
    }

    private BatchNormState NewDomain(string domain)
    {
        string prefix = $"domains.{domain}.";
        BatchNormState affine = OwnAffine ? NewAffine(prefix) : _shared;
        return affine with { Running = Options.TrackRunningStatistics ? NewStatistics(prefix) : null };
    }

    private void ThrowUnlessName(string domain)
    {
        if (string.IsNullOrEmpty(domain) || domain.Contains('.') || _domains.Contains(domain))
        {
            throw new ArgumentException(
                $"DomainBatchNorm: \"{domain}\" cannot name a domain: names are unique, not empty and have no dot", nameof(domain));
        }
    }
}
