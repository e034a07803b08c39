namespace NormSharp.Data;

/// <summary>Coats, jackets and parkas: long sleeves, an opening down the front, lapels, a stand-up collar or a hood, pockets.</summary>
internal static class Coat
{
    public static void Paint(Canvas canvas, Dice dice)
    {
        int front = dice.Pick((0.42f, 0), (0.4f, 1), (0.18f, 2));
        TorsoCut cut = TorsoCuts.Draw(dice, dice.Chance(0.96f) ? TorsoCuts.LongSleeve(dice) : 0);
        cut = cut with
        {
            IsVNeck = true,
            NeckDrop = front == 0 ? dice.Range(2.4f, 7.5f) : cut.NeckDrop,
            HemY = Math.Min(cut.HemY + dice.Range(0, 2), 28),
        };
        Weave weave = dice.Pick((0.56f, Weave.Plain), (0.26f, Weave.Heather), (0.07f, Weave.Checks), (0.05f, Weave.Floral),
            (0.03f, Weave.Blocks), (0.03f, Weave.Pinstripes));
        Fabric fabric = new(dice, weave);
        Torso.Paint(canvas, dice, cut, fabric, dice.Chance(0.08f) ? new Fabric(dice, Weave.Plain) : fabric);
        float line = fabric.Base > 0.3f ? fabric.Base * dice.Range(0.15f, 0.6f) : fabric.Base + 0.25f;
        Opening(canvas, dice, cut, line);
        if (front == 0)
        {
            Lapels(canvas, dice, cut, fabric, line);
        }
        else if (front == 1)
        {
            float half = cut.Neck + dice.Range(0.2f, 0.8f);
            canvas.Fill(canvas.Start(0, cut.Top - 0.9f).Line(half * 0.8f, cut.Top - 0.9f).Line(half, cut.Top + 1)
                .Line(0.4f, cut.Top + cut.NeckDrop + 0.8f).Line(0, cut.Top + 0.6f).Mirror(), fabric, dice.Range(0.7f, 1.1f));
        }
        else
        {
            Hood.Paint(canvas, dice, cut, fabric);
        }

        Details(canvas, dice, cut, line);
    }

    private static void Opening(Canvas canvas, Dice dice, TorsoCut cut, float line)
    {
        float start = cut.Top + cut.NeckDrop;
        float shift = dice.Bell(-0.8f, 0.8f);
        float bottom = cut.HemY + cut.HemCurve;
        canvas.Seam(canvas.Start(shift, start).Line(shift, bottom), dice.Range(0.7f, 1.2f), line, dice.Range(0.2f, 0.9f));
        if (dice.Chance(0.18f))
        {
            float gap = dice.Range(0.5f, 1.8f);
            canvas.Cut(canvas.Start(shift, dice.Range(15, 22)).Line(shift + gap, bottom + 1).Line(shift - gap, bottom + 1));
        }

        if (dice.Chance(0.5f))
        {
            float tone = dice.Chance(0.6f) ? line : Math.Min(1, line * 3);
            float aside = dice.Chance(0.35f) ? dice.Range(1.4f, 2.4f) : 0;
            float step = dice.Range(2.8f, 4.4f);
            float opacity = dice.Range(0.15f, 0.9f);
            for (float y = start + 1.2f; y < bottom - 3; y += step)
            {
                canvas.Tint(canvas.Ellipse(shift + 0.9f + aside, y, 0.6f, 0.6f), tone, opacity);
                if (aside > 0)
                {
                    canvas.Tint(canvas.Ellipse(shift - aside, y, 0.6f, 0.6f), tone, opacity);
                }
            }
        }
    }

    private static void Lapels(Canvas canvas, Dice dice, TorsoCut cut, Fabric fabric, float line)
    {
        float width = dice.Range(1.2f, 2.8f);
        float factor = dice.Range(0.75f, 1.2f);
        float opacity = dice.Range(0.25f, 0.85f);
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            canvas.Fill(canvas.Start(side * cut.Neck * 0.9f, cut.Top - 0.6f)
                .Line(side * (cut.Neck + width), cut.Top + (cut.NeckDrop * 0.5f))
                .Line(side * (cut.Neck + (width * 0.4f)), cut.Top + (cut.NeckDrop * 0.6f))
                .Line(0, cut.Top + cut.NeckDrop + 0.6f), fabric, factor);
            canvas.Seam(canvas.Start(side * cut.Neck, cut.Top).Line(side * (cut.Neck + width), cut.Top + (cut.NeckDrop * 0.5f))
                .Line(side * (cut.Neck + (width * 0.4f)), cut.Top + (cut.NeckDrop * 0.6f))
                .Line(0, cut.Top + cut.NeckDrop + 0.6f), 0.7f, line, opacity);
        }
    }

    private static void Details(Canvas canvas, Dice dice, TorsoCut cut, float line)
    {
        if (dice.Chance(0.6f))
        {
            float y = dice.Range(16.5f, 21);
            float slant = dice.Range(-1.2f, 1.6f);
            float opacity = dice.Range(0.25f, 0.8f);
            foreach (int side in (ReadOnlySpan<int>)[-1, 1])
            {
                canvas.Seam(canvas.Start(side * 2.4f, y + slant).Line(side * 5f, y), 0.9f, line, opacity);
            }
        }

        if (dice.Chance(0.18f))
        {
            canvas.Seam(canvas.Start(-cut.Waist - 1, cut.WaistY)
                .Line(cut.Waist + 1, cut.WaistY), dice.Range(0.9f, 1.6f), line, dice.Range(0.4f, 0.9f));
        }

        if (dice.Chance(0.1f))
        {
            // Quilting.
            float step = dice.Range(2.4f, 3.6f);
            float opacity = dice.Range(0.2f, 0.5f);
            for (float y = cut.Top + 4; y < cut.HemY; y += step)
            {
                canvas.Seam(canvas.Start(-14, y).Line(14, y), 0.8f, line, opacity);
            }
        }
    }
}
