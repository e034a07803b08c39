namespace NormSharp.Data;

/// <summary>What an item is made of: how bright it is at each point, from 0 to 1.</summary>
internal sealed class Fabric
{
    private readonly Weave _weave;
    private readonly float _second;
    private readonly float _period;
    private readonly float _phase;
    private readonly float _duty;
    private readonly float _grain;
    private readonly NoiseField _noise;

    public Fabric(Dice dice, Weave weave)
    {
        _weave = weave;
        _noise = new NoiseField(dice);
        Base = RandomTone(dice);
        float contrast = dice.Range(0.18f, 0.6f);
        _second = Base > 0.55f || (Base > 0.35f && dice.Chance(0.5f)) ? Math.Max(Base - contrast, 0.04f) : Math.Min(Base + contrast, 0.97f);
        _period = weave switch
        {
            Weave.Stripes => dice.Range(2.4f, 6.5f),
            Weave.Pinstripes => dice.Range(2.2f, 3.6f),
            Weave.Checks => dice.Range(3f, 6f),
            Weave.Dots => dice.Range(2.8f, 4.4f),
            Weave.Floral => dice.Range(0.9f, 1.7f),
            Weave.Blocks => dice.Range(9f, 16f),
            _ => 1,
        };
        _phase = dice.Range(0, 1);
        _duty = dice.Range(0.3f, 0.65f);
        _grain = weave == Weave.Heather ? dice.Range(0.04f, 0.11f) : dice.Range(0, 0.03f);
    }

    /// <summary>The brightness of the ground colour.</summary>
    public float Base { get; }

    /// <summary>The brightness at a point in design coordinates.</summary>
    public float At(float x, float y)
    {
        float share = _weave switch
        {
            Weave.Stripes or Weave.Blocks => Band(y),
            Weave.Pinstripes => 0.8f * Band(x),
            Weave.Checks => (0.5f * Band(x)) + (0.5f * Band(y)),
            Weave.Dots => Dot(x, y),
            Weave.Floral => Math.Clamp(0.5f + (1.3f * _noise.At(x / _period, y / _period)), 0, 1),
            Weave.Gradient => Math.Clamp((y / Canvas.Size) + (0.3f * (_phase - 0.5f)), 0, 1),
            _ => 0,
        };
        return Base + (share * (_second - Base)) + (_grain * _noise.At((x * 1.3f) + 5, y * 1.1f));
    }

    /// <summary>Most items of a catalogue are light on the inverted picture, some are dark.</summary>
    public static float RandomTone(Dice dice) => dice.Pick((0.68f, 0), (0.2f, 1), (0.12f, 2)) switch
    {
        0 => dice.Bell(0.6f, 1.08f),
        1 => dice.Range(0.35f, 0.65f),
        _ => dice.Range(0.14f, 0.36f),
    };

    /// <summary>0 or 1 in turns, with edges a pixel wide.</summary>
    private float Band(float position)
    {
        float t = (position / _period) + _phase;
        float triangle = 2 * Math.Abs(t - MathF.Floor(t) - 0.5f);
        return Math.Clamp(((_duty - triangle) * _period / 2) + 0.5f, 0, 1);
    }

    private float Dot(float x, float y)
    {
        float u = (x / _period) + _phase;
        float v = (y / _period) + _phase;
        u += 0.5f * ((int)MathF.Floor(v) & 1);
        u -= MathF.Floor(u) + 0.5f;
        v -= MathF.Floor(v) + 0.5f;
        float distance = MathF.Sqrt((u * u) + (v * v)) * _period;
        return Math.Clamp((_duty * 0.55f * _period) + 0.3f - distance, 0, 1);
    }
}
