namespace NormSharp.Data;

/// <summary>Dresses: narrow and as long as the picture, with a waist and a skirt that is straight or flares.</summary>
internal static class Dress
{
    public static void Paint(Canvas canvas, Dice dice)
    {
        float sleeve = dice.Pick((0.34f, 0f), (0.2f, -1f), (0.27f, dice.Range(3, 6.5f)), (0.09f, dice.Range(9, 14)),
            (0.1f, dice.Range(16, 21)));
        bool hasStraps = sleeve < 0;
        float chest = dice.Bell(3.3f, 6.6f);
        float waist = chest * dice.Bell(0.7f, 1f);
        float top = dice.Bell(0.3f, 1.6f) + (hasStraps ? dice.Range(2f, 3.5f) : 0);
        float skirt = dice.Pick((0.45f, dice.Range(0.95f, 1.25f)), (0.4f, dice.Range(1.25f, 1.9f)), (0.15f, dice.Range(1.9f, 2.5f)));
        TorsoCut cut = new()
        {
            Top = top,
            Neck = hasStraps ? chest * 0.8f : dice.Bell(1.5f, 2.9f),
            NeckDrop = hasStraps ? dice.Range(0.5f, 2) : dice.Range(0.8f, 4),
            IsVNeck = dice.Chance(0.3f),
            Shoulder = hasStraps ? chest * 0.86f : chest + (sleeve == 0 ? dice.Range(-1.2f, 0f) : dice.Bell(-0.4f, 0.6f)),
            Slope = hasStraps ? 0.2f : dice.Bell(0.6f, 1.8f),
            Chest = chest,
            ArmpitY = top + (hasStraps ? 2.4f : dice.Bell(4.4f, 6.8f)),
            Waist = waist,
            WaistY = dice.Bell(8.5f, 13),
            Hem = Math.Min(waist * skirt, 10.5f),
            HemY = dice.Bell(24.8f, 28f),
            HemCurve = dice.Bell(-0.6f, 1.1f),
            SleeveLength = Math.Max(sleeve, 0),
            ArmOut = sleeve > 9 ? dice.Bell(0.05f, 0.4f) : dice.Bell(0.2f, 0.9f),
            ForearmOut = dice.Bell(-0.08f, 0.2f),
            CuffWidth = sleeve > 9 ? dice.Bell(1.5f, 2.6f) : dice.Bell(2.4f, 3.6f),
        };
        Weave weave = dice.Pick(
            (0.48f, Weave.Plain), (0.12f, Weave.Heather), (0.08f, Weave.Stripes), (0.04f, Weave.Checks), (0.12f, Weave.Floral),
            (0.07f, Weave.Dots), (0.06f, Weave.Gradient), (0.03f, Weave.Blocks));
        Fabric fabric = new(dice, weave);
        if (hasStraps)
        {
            float width = dice.Range(0.6f, 1.4f);
            foreach (int side in (ReadOnlySpan<int>)[-1, 1])
            {
                canvas.Strap(canvas.Start(side * chest * 0.7f, top + 0.6f)
                    .Line(side * chest * dice.Range(0.4f, 0.65f), 0.6f), width, fabric.Base * 0.9f);
            }
        }

        Torso.Paint(canvas, dice, cut, fabric, fabric);
        if (dice.Chance(0.45f))
        {
            canvas.Seam(canvas.Start(-waist - 0.5f, cut.WaistY)
                .Curve(0, cut.WaistY + 0.4f, waist + 0.5f, cut.WaistY), dice.Range(0.7f, 1.6f),
                dice.Chance(0.6f) ? fabric.Base * 0.4f : Fabric.RandomTone(dice), dice.Range(0.3f, 0.9f));
        }

        if (skirt > 1.2f && dice.Chance(0.6f))
        {
            Pleats(canvas, dice, cut, fabric.Base * 0.45f);
        }
    }

    private static void Pleats(Canvas canvas, Dice dice, TorsoCut cut, float tone)
    {
        int pleats = 2 + dice.Int(4);
        float opacity = dice.Range(0.15f, 0.5f);
        for (int i = 0; i < pleats; i++)
        {
            float share = ((i + 0.5f) / pleats * 1.6f) - 0.8f + dice.Range(-0.1f, 0.1f);
            canvas.Seam(canvas.Start(share * cut.Waist, cut.WaistY + dice.Range(0.5f, 5))
                .Line(share * cut.Hem, cut.HemY + 1), 0.8f, tone, opacity);
        }
    }
}
