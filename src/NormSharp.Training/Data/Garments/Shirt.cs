namespace NormSharp.Training.Data.Garments;

/// <summary>Shirts, blouses and tunics: a collar and a row of buttons more often than not, sleeves of any length, many patterns.</summary>
internal static class Shirt
{
    public static void Paint(Canvas canvas, Dice dice)
    {
        float sleeve = dice.Pick((0.56f, dice.Range(18f, 22.5f)), (0.1f, dice.Range(10f, 16f)), (0.27f, dice.Range(4.5f, 8f)), (0.07f, 0f));
        float chest = dice.Bell(5.6f, 8.2f);
        float waist = chest * dice.Bell(0.82f, 1.06f);
        float top = dice.Bell(0.8f, 2.8f);
        bool hasButtons = dice.Chance(0.68f);
        bool hasCollar = dice.Chance(hasButtons ? 0.82f : 0.2f);
        TorsoCut cut = new()
        {
            Top = top,
            Neck = dice.Bell(1.8f, 3.8f),
            NeckDrop = hasCollar ? dice.Range(1.2f, 2.6f) : dice.Range(1, 4.6f),
            IsVNeck = hasCollar || dice.Chance(0.4f),
            Shoulder = sleeve == 0 ? dice.Range(5, 6.4f) : chest + dice.Bell(-0.5f, 1f),
            Slope = dice.Bell(1, 2.6f),
            Chest = chest,
            ArmpitY = top + dice.Bell(6f, 9f),
            Waist = waist,
            WaistY = dice.Bell(14, 18.5f),
            Hem = waist * dice.Bell(0.95f, 1.25f),
            HemY = dice.Bell(24.5f, 27.5f),
            HemCurve = dice.Pick((0.5f, dice.Range(0.6f, 2f)), (0.5f, dice.Range(-1.2f, 0.6f))),
            SleeveLength = sleeve,
            ArmOut = sleeve > 9 ? dice.Bell(0.05f, 0.36f) : dice.Bell(0.25f, 0.85f),
            ForearmOut = dice.Bell(-0.14f, 0.12f),
            CuffWidth = sleeve > 9 ? dice.Bell(2.1f, 3.4f) : dice.Bell(3.6f, 5.2f),
        };
        Weave weave = dice.Pick(
            (0.4f, Weave.Plain), (0.12f, Weave.Heather), (0.05f, Weave.Stripes), (0.1f, Weave.Pinstripes), (0.17f, Weave.Checks), (0.12f, Weave.Floral), (0.04f, Weave.Dots));
        Fabric fabric = new(dice, weave);
        Torso.Paint(canvas, dice, cut, fabric, fabric);
        float line = fabric.Base * dice.Range(0.25f, 0.7f);
        if (hasButtons)
        {
            Buttons(canvas, dice, cut, line);
        }

        if (hasCollar)
        {
            Collar(canvas, dice, cut, fabric, line);
        }
        else if (dice.Chance(0.4f))
        {
            Torso.NeckBand(canvas, cut, dice.Range(0.6f, 1.1f), line, dice.Range(0.2f, 0.6f));
        }

        if (dice.Chance(0.35f))
        {
            float side = dice.Chance(0.5f) ? 3.4f : -3.4f;
            float y = cut.ArmpitY + dice.Range(-0.5f, 1.5f);
            canvas.Seam(canvas.Box(side - 1.5f, y, side + 1.5f, y + 2.8f).Line(side - 1.5f, y), 0.6f, line, dice.Range(0.15f, 0.5f));
        }
    }

    private static void Buttons(Canvas canvas, Dice dice, TorsoCut cut, float line)
    {
        float end = dice.Chance(0.8f) ? cut.HemY + cut.HemCurve : dice.Range(11, 16);
        float start = cut.Top + cut.NeckDrop;
        canvas.Seam(canvas.Start(0.5f, start).Line(0.5f, end), 0.7f, line, dice.Range(0.12f, 0.6f));
        float tone = dice.Chance(0.5f) ? line : Math.Min(1, line * 3);
        float opacity = dice.Range(0, 0.75f);
        float step = dice.Range(2.6f, 4f);
        for (float y = start + 1; y < end - 1; y += step)
        {
            canvas.Tint(canvas.Ellipse(0, y, 0.55f, 0.55f), tone, opacity);
        }
    }

    private static void Collar(Canvas canvas, Dice dice, TorsoCut cut, Fabric fabric, float line)
    {
        float tip = cut.Top + cut.NeckDrop + dice.Range(0.8f, 2.2f);
        float factor = dice.Range(0.85f, 1.15f);
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            canvas.Fill(canvas.Start(side * cut.Neck * 0.75f, cut.Top - 0.7f).Line(side * (cut.Neck + 0.5f), cut.Top + 0.5f)
                .Line(side * cut.Neck * 0.75f, tip).Line(side * 0.1f, cut.Top + cut.NeckDrop), fabric, factor);
            canvas.Seam(canvas.Start(side * (cut.Neck + 0.5f), cut.Top + 0.5f).Line(side * cut.Neck * 0.75f, tip).Line(side * 0.1f, cut.Top + cut.NeckDrop),
                0.7f, line, dice.Range(0.3f, 0.8f));
        }
    }
}
