namespace NormSharp.Data;

/// <summary>Bags: totes, satchels, clutches, domes and buckets, with handles or a strap, a flap, a clasp, pockets.</summary>
internal static class Bag
{
    public static void Paint(Canvas canvas, Dice dice)
    {
        int handle = dice.Pick((0.42f, 0), (0.22f, 1), (0.2f, 2), (0.16f, 3));
        float bottom = dice.Bell(22.5f, 27);
        float height = handle == 0 ? dice.Bell(9, 16.5f) : dice.Bell(10, 19);
        float top = Math.Max(bottom - height, handle is 0 or 1 ? 8.5f : 2);
        float topHalf = dice.Bell(6.8f, 13);
        float bottomHalf = Math.Clamp(topHalf * dice.Bell(0.75f, 1.3f), 6, 13.4f);
        float dome = dice.Chance(0.25f) ? dice.Range(1.5f, 5) : dice.Range(-0.6f, 0.6f);
        Fabric fabric = new(dice, dice.Pick(
            (0.58f, Weave.Plain), (0.17f, Weave.Heather), (0.06f, Weave.Floral), (0.05f, Weave.Checks), (0.04f, Weave.Stripes),
            (0.04f, Weave.Dots), (0.03f, Weave.Blocks), (0.03f, Weave.Gradient)));
        float strapTone = dice.Chance(0.6f) ? Math.Max(fabric.Base * dice.Range(0.7f, 1.1f), 0.15f) : Fabric.RandomTone(dice);
        Handles(canvas, dice, handle, top - Math.Max(dome * 0.7f, 0), topHalf, strapTone);
        float corner = dice.Range(0.5f, 2.6f);
        float sag = dice.Range(-0.3f, 0.8f);
        float bulge = Math.Max(topHalf, bottomHalf) + dice.Range(-0.4f, 1);
        canvas.Fill(canvas.Start(0, top - dome).Curve(topHalf * 0.75f, top - dome, topHalf, top + 0.3f)
            .Curve(bulge, (top + bottom) / 2, bottomHalf, bottom - corner)
            .Curve(bottomHalf, bottom, bottomHalf - corner, bottom)
            .Curve(bottomHalf * 0.4f, bottom + sag, 0, bottom + sag).Mirror(), fabric);
        Details(canvas, dice, fabric, top - dome, bottom, topHalf, bottomHalf);
    }

    private static void Handles(Canvas canvas, Dice dice, int kind, float top, float half, float tone)
    {
        float width = dice.Range(0.9f, 1.7f);
        switch (kind)
        {
            case 0:
                // Two arcs, one a little behind the other.
                float foot = half * dice.Range(0.3f, 0.65f);
                float peak = Math.Max(top - dice.Range(5, 12), 0.6f);
                float shift = dice.Range(0.5f, 1.6f);
                Arc(canvas, foot, top + 2, peak + 1, shift, width, tone * 0.75f);
                Arc(canvas, foot, top + 2, peak, 0, width, tone);
                break;
            case 1:
                Arc(canvas, half * dice.Range(0.8f, 1), top + 3, Math.Max(top - dice.Range(4, 9), 0.6f), dice.Range(-1, 1), width, tone);
                break;
            case 2:
                // A strap that hangs down at the sides.
                foreach (int side in (ReadOnlySpan<int>)[-1, 1])
                {
                    if (dice.Chance(0.7f))
                    {
                        Outline strap = canvas.Start(side * half * 0.9f, top + 1)
                            .Curve(side * (half + 2.6f), top + dice.Range(0, 5), side * (half + 0.8f), top + dice.Range(6, 13));
                        canvas.Strap(strap, width, tone);
                    }
                }

                break;
        }
    }

    private static void Arc(Canvas canvas, float half, float foot, float peak, float shift, float width, float tone) =>
        canvas.Strap(canvas.Start(shift - half, foot).Curve(shift - half, peak, shift, peak)
            .Curve(shift + half, peak, shift + half, foot), width, tone);

    private static void Details(Canvas canvas, Dice dice, Fabric fabric, float top, float bottom, float topHalf, float bottomHalf)
    {
        float line = fabric.Base > 0.3f ? fabric.Base * dice.Range(0.2f, 0.65f) : fabric.Base + dice.Range(0.15f, 0.4f);
        float opacity = dice.Range(0.3f, 0.95f);
        float height = bottom - top;
        float half = Math.Min(topHalf, bottomHalf);
        switch (dice.Int(5))
        {
            case 0:
                // A flap.
                float flap = top + (height * dice.Range(0.35f, 0.65f));
                float point = dice.Range(0, 3);
                canvas.Tint(canvas.Start(0, top - 1).Line(topHalf + 1, top - 1).Line(half, flap - 0.5f)
                    .Curve(half * 0.6f, flap + point, 0, flap + point).Mirror(),
                    Math.Min(1, fabric.Base * dice.Range(0.8f, 1.2f)), 0.5f);
                canvas.Seam(canvas.Start(-half, flap - 0.5f).Curve(-half * 0.6f, flap + point, 0, flap + point)
                    .Curve(half * 0.6f, flap + point, half, flap - 0.5f), 0.8f, line, opacity);
                break;
            case 1:
                // A zip below the top edge.
                canvas.Seam(canvas.Start(-topHalf, top + 1.8f).Line(topHalf, top + 1.8f), 0.9f, line, opacity);
                break;
            case 2:
                // A pocket in front.
                float pocketTop = top + (height * dice.Range(0.35f, 0.5f));
                canvas.Seam(canvas.Box(-half * 0.6f, pocketTop, half * 0.6f, bottom - 2)
                    .Line(-half * 0.6f, pocketTop), 0.8f, line, opacity);
                break;
            case 3:
                // Bands from the handles down.
                float x = half * dice.Range(0.35f, 0.6f);
                foreach (int side in (ReadOnlySpan<int>)[-1, 1])
                {
                    canvas.Seam(canvas.Start(side * x, top).Line(side * x, bottom + 1), dice.Range(0.8f, 1.5f), line, opacity);
                }

                break;
        }

        if (dice.Chance(0.5f))
        {
            float y = top + (height * dice.Range(0.2f, 0.6f));
            float clasp = fabric.Base > 0.5f ? 0.15f : 0.95f;
            canvas.Tint(canvas.Ellipse(dice.Bell(-1, 1), y, dice.Range(0.7f, 1.5f), dice.Range(0.6f, 1.1f)), clasp, opacity);
        }

        if (dice.Chance(0.35f))
        {
            canvas.Tint(canvas.Box(-14, bottom - dice.Range(1.5f, 4), 14, bottom + 2), line, opacity * 0.5f);
        }

        if (dice.Chance(0.3f))
        {
            canvas.Tint(canvas.Box(-14, top - 4, 14, top + dice.Range(1, 2.4f)), line, opacity * 0.5f);
        }
    }
}
