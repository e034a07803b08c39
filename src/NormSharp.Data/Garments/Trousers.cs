namespace NormSharp.Data;

/// <summary>Trousers, jeans and leggings: a waistband and two legs, narrow to wide, close together or apart.</summary>
internal static class Trousers
{
    public static void Paint(Canvas canvas, Dice dice)
    {
        float waist = dice.Bell(2.6f, 5.4f);
        float hip = waist + dice.Bell(0.2f, 1.5f);
        float hemY = dice.Pick((0.9f, dice.Range(26, 27.9f)), (0.1f, dice.Range(19, 25)));
        float crotchY = dice.Bell(7.5f, 11.5f);
        float legWidth = dice.Bell(1.9f, 4.8f);
        float spread = dice.Bell(-0.6f, 1.5f);
        float kneeWidth = hip + ((legWidth - hip) * dice.Range(0.35f, 0.75f));
        Fabric fabric = new(dice, dice.Pick(
            (0.6f, Weave.Plain), (0.2f, Weave.Heather), (0.05f, Weave.Pinstripes), (0.04f, Weave.Checks), (0.05f, Weave.Floral),
            (0.06f, Weave.Gradient)));
        float top = dice.Bell(0.2f, 1.4f);
        float far = dice.Range(0.82f, 1.02f);
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            float inner = 0.15f + Math.Max(spread + dice.Bell(-0.4f, 0.4f), -0.1f);
            float outer = inner + legWidth;
            canvas.Fill(canvas.Start(-side * 0.3f, top).Line(side * waist, top)
                .Curve(side * hip, top + 3, side * hip, crotchY * 0.75f)
                .Curve(side * Math.Max(kneeWidth, outer), (crotchY + hemY) / 2, side * outer, hemY + dice.Bell(-0.3f, 0.3f))
                .Line(side * inner, hemY)
                .Curve(side * ((inner * 0.7f) + 0.2f), (crotchY + hemY) / 2, side * 0.1f, crotchY)
                .Line(-side * 0.3f, crotchY - 0.5f), fabric, side < 0 ? 1 : far);
        }

        Details(canvas, dice, fabric, new Cut(waist, hip, top, crotchY, hemY, spread + (legWidth / 2)));
    }

    private static void Details(Canvas canvas, Dice dice, Fabric fabric, Cut cut)
    {
        (float waist, float hip, float top, float crotchY, float hemY, float legMiddle) = cut;
        float line = fabric.Base > 0.3f ? fabric.Base * dice.Range(0.3f, 0.7f) : fabric.Base + 0.2f;
        float opacity = dice.Range(0.15f, 0.75f);
        canvas.Seam(canvas.Start(-waist - 0.6f, top + 1.4f).Line(waist + 0.6f, top + 1.4f), 0.7f, line, opacity);
        canvas.Seam(canvas.Start(0, top + 1).Line(0, crotchY), 0.7f, line, opacity);
        if (dice.Chance(0.6f))
        {
            foreach (int side in (ReadOnlySpan<int>)[-1, 1])
            {
                canvas.Seam(canvas.Start(side * waist * 0.55f, top + 1.4f)
                    .Curve(side * waist * 0.7f, top + 3.4f, side * hip, top + 3.6f), 0.7f, line, opacity);
            }
        }

        if (dice.Chance(0.45f))
        {
            // Worn denim: lighter thighs.
            float light = Math.Min(1, fabric.Base * 1.35f);
            float fade = dice.Range(0.2f, 0.7f);
            foreach (int side in (ReadOnlySpan<int>)[-1, 1])
            {
                canvas.Tint(canvas.Ellipse(side * (legMiddle + 0.3f), crotchY + 2.5f, 1.1f, dice.Range(3, 6)), light, fade);
            }
        }

        if (dice.Chance(0.3f))
        {
            foreach (int side in (ReadOnlySpan<int>)[-1, 1])
            {
                canvas.Seam(canvas.Start(side * (legMiddle - 2.4f), hemY - 1.3f)
                    .Line(side * (legMiddle + 2.6f), hemY - 1.3f), 0.7f, line, opacity);
            }
        }
    }

    /// <summary>Half the width at waist and hip, the rows of waistband, crotch and hem, and the column of a leg's middle.</summary>
    private readonly record struct Cut(float Waist, float Hip, float Top, float CrotchY, float HemY, float LegMiddle);
}
