namespace NormSharp.Data;

/// <summary>A black picture of 28×28 on which one item is painted, layer over layer. Reused for many pictures, by one thread.</summary>
internal sealed class Canvas
{
    /// <summary>Pixels a side.</summary>
    public const int Size = 28;

    private readonly float[] _values = new float[Size * Size];
    private readonly float[] _silhouette = new float[Size * Size];
    private readonly float[] _softened = new float[Size * Size];
    private readonly float[] _x = new float[Size * Size];
    private readonly float[] _y = new float[Size * Size];
    private readonly Coverage _coverage = new();
    private readonly Outline _outline = new();
    private Pose _pose;

    /// <summary>Begins a picture.</summary>
    public void Begin(Pose pose)
    {
        _pose = pose;
        Array.Clear(_values);
        Array.Clear(_silhouette);
        for (int i = 0; i < _x.Length; i++)
        {
            (_x[i], _y[i]) = pose.Undo((i % Size) + 0.5f, (i / Size) + 0.5f);
        }
    }

    /// <summary>Begins a shape; the one begun before is forgotten.</summary>
    public Outline Start(float x, float y) => _outline.Start(x, y);

    /// <inheritdoc cref="Outline.Ellipse"/>
    public Outline Ellipse(float x, float y, float radiusX, float radiusY) => _outline.Ellipse(x, y, radiusX, radiusY);

    /// <inheritdoc cref="Outline.Box"/>
    public Outline Box(float left, float top, float right, float bottom) => _outline.Box(left, top, right, bottom);

    /// <summary>Lays a piece of fabric; it becomes part of the item's silhouette.</summary>
    public void Fill(Outline shape, Fabric fabric, float factor = 1)
    {
        _coverage.Fill(shape.Points, _pose);
        for (int i = _coverage.First; i < _coverage.End; i++)
        {
            float share = _coverage[i];
            if (share > 0)
            {
                Blend(i, share, Math.Clamp(fabric.At(_x[i], _y[i]) * factor, 0.03f, 1));
                _silhouette[i] = Math.Max(_silhouette[i], share);
            }
        }
    }

    /// <summary>Lays a piece of one tone; it becomes part of the item's silhouette.</summary>
    public void Fill(Outline shape, float tone)
    {
        _coverage.Fill(shape.Points, _pose);
        Lay(tone);
    }

    /// <summary>Lays a strap of one tone; it becomes part of the item's silhouette.</summary>
    public void Strap(Outline line, float width, float tone)
    {
        _coverage.Stroke(line.Points, width, _pose);
        Lay(tone);
    }

    /// <summary>Tints a part of the item, never the background.</summary>
    public void Tint(Outline shape, float tone, float opacity)
    {
        _coverage.Fill(shape.Points, _pose);
        TintCovered(tone, opacity);
    }

    /// <summary>Draws a seam, an edge or a print onto the item, never onto the background.</summary>
    public void Seam(Outline line, float width, float tone, float opacity)
    {
        _coverage.Stroke(line.Points, width, _pose);
        TintCovered(tone, opacity);
    }

    /// <summary>Cuts a hole.</summary>
    public void Cut(Outline shape)
    {
        _coverage.Fill(shape.Points, _pose);
        for (int i = _coverage.First; i < _coverage.End; i++)
        {
            _values[i] *= 1 - _coverage[i];
            _silhouette[i] *= 1 - _coverage[i];
        }
    }

    /// <summary>Lights the item (folds, rounded edges, sensor noise) and writes the picture as bytes.</summary>
    public void Finish(Dice dice, Span<byte> picture)
    {
        NoiseField folds = new(dice);
        float foldDepth = dice.Range(0.02f, 0.2f);
        float foldX = dice.Range(2.2f, 5f);
        float foldY = dice.Range(4f, 12f);
        float roundness = dice.Range(-0.15f, 0.35f);
        float slant = dice.Range(-0.012f, 0.012f);
        float noise = dice.Range(0.01f, 0.05f);
        float gain = dice.Range(0.94f, 1.08f);
        Soften();
        for (int i = 0; i < picture.Length; i++)
        {
            if (_values[i] <= 0)
            {
                picture[i] = 0;
                continue;
            }

            float light = gain
                * (1 + (foldDepth * folds.At(_x[i] / foldX, _y[i] / foldY)))
                * (1 - (roundness * (1 - _softened[i])))
                * (1 + (slant * _x[i]));
            float value = (_values[i] * light) + (noise * dice.Noise() * _silhouette[i]);
            picture[i] = (byte)Math.Clamp((value * 255) + 0.5f, 0, 255);
        }
    }

    private void Lay(float tone)
    {
        for (int i = _coverage.First; i < _coverage.End; i++)
        {
            float share = _coverage[i];
            if (share > 0)
            {
                Blend(i, share, tone);
                _silhouette[i] = Math.Max(_silhouette[i], share);
            }
        }
    }

    private void TintCovered(float tone, float opacity)
    {
        for (int i = _coverage.First; i < _coverage.End; i++)
        {
            float share = _coverage[i] * opacity;
            if (share > 0)
            {
                Blend(i, share, tone * _silhouette[i]);
            }
        }
    }

    private void Blend(int i, float share, float tone) => _values[i] += share * (tone - _values[i]);

    /// <summary>The mean of the silhouette over 5×5 pixels: below 1 near its edges.</summary>
    private void Soften()
    {
        for (int i = 0; i < _softened.Length; i++)
        {
            float sum = 0;
            for (int row = Math.Max(0, (i / Size) - 2); row <= Math.Min(Size - 1, (i / Size) + 2); row++)
            {
                for (int column = Math.Max(0, (i % Size) - 2); column <= Math.Min(Size - 1, (i % Size) + 2); column++)
                {
                    sum += _silhouette[(row * Size) + column];
                }
            }

            _softened[i] = sum * (1f / 25f);
        }
    }
}
