namespace NormSharp.Data;

/// <summary>Shirts, blouses and tunics: a collar and a row of buttons more often than not, sleeves of any length, many patterns.</summary>
internal static class Shirt
{
    public static void Paint(Canvas canvas, Dice dice)
    {
        float sleeve = dice.Pick((0.58f, TorsoCuts.LongSleeve(dice)), (0.1f, TorsoCuts.HalfSleeve(dice)),
            (0.27f, TorsoCuts.ShortSleeve(dice)), (0.05f, 0f));
        bool hasButtons = dice.Chance(0.72f);
        bool hasCollar = dice.Chance(hasButtons ? 0.85f : 0.25f);
        TorsoCut cut = TorsoCuts.Draw(dice, sleeve);
        cut = cut with
        {
            IsVNeck = hasCollar || dice.Chance(0.35f),
            NeckDrop = hasCollar || dice.Chance(0.7f) ? cut.NeckDrop : dice.Range(2.4f, 5),
        };
        Weave weave = dice.Pick(
            (0.4f, Weave.Plain), (0.12f, Weave.Heather), (0.05f, Weave.Stripes), (0.1f, Weave.Pinstripes), (0.17f, Weave.Checks),
            (0.12f, Weave.Floral), (0.04f, Weave.Dots));
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
        canvas.Seam(canvas.Start(0.5f, start).Line(0.5f, end), 0.8f, line, dice.Range(0.15f, 0.7f));
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
            canvas.Seam(canvas.Start(side * (cut.Neck + 0.5f), cut.Top + 0.5f).Line(side * cut.Neck * 0.75f, tip)
                .Line(side * 0.1f, cut.Top + cut.NeckDrop),
                0.7f, line, dice.Range(0.3f, 0.8f));
        }
    }
}
