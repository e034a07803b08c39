namespace NormSharp.Data;

/// <summary>Sneakers from the side, toes to the left: a flat sole, a low upper that rises to the ankle, laces, stripes.</summary>
internal static class Sneaker
{
    public static void Paint(Canvas canvas, Dice dice)
    {
        bool isHigh = dice.Chance(0.24f);
        float ground = dice.Bell(17.5f, 22.5f) + (isHigh ? 2.5f : 0);
        float toe = -dice.Bell(12.2f, 13.8f);
        float heel = dice.Bell(11.8f, 13.4f);
        float sole = dice.Bell(0.9f, 3f);
        float soleTop = ground - sole;
        float toeHeight = dice.Bell(1.6f, 3.4f);
        float collarY = soleTop - (isHigh ? dice.Range(8f, 13) : dice.Bell(5f, 8.2f));
        float tongueX = dice.Bell(0.5f, 4.2f);
        float tongueY = collarY - dice.Range(-0.6f, 1.6f);
        float dip = dice.Range(0.4f, 2.4f);
        Fabric fabric = new(dice, dice.Pick((0.66f, Weave.Plain), (0.2f, Weave.Heather), (0.06f, Weave.Floral), (0.04f, Weave.Checks),
            (0.04f, Weave.Gradient)));
        float soleTone = dice.Chance(0.6f) ? dice.Range(0.65f, 1) : dice.Range(0.1f, 0.6f);

        canvas.Fill(canvas.Start(tongueX + 0.5f, collarY - 0.2f).Line(heel - 0.8f, collarY - 0.2f).Line(heel - 2, collarY + dip + 0.6f)
            .Line(tongueX + 1.5f, collarY + dip + 0.4f),
            fabric.Base * dice.Range(0.15f, 0.5f));
        Cut cut = new(toe, heel, soleTop, toeHeight, collarY, dip, new Tongue(tongueX, tongueY));
        canvas.Fill(Upper(canvas, cut), fabric);
        canvas.Fill(canvas.Start(toe + 0.4f, soleTop - (sole * 0.35f)).Curve(toe - 0.5f, ground - 0.2f, toe + 1.6f, ground)
            .Line(heel - 1, ground).Curve(heel + 0.6f, ground, heel + 0.2f, soleTop).Line(toe + 3.5f, soleTop + 0.1f), soleTone);
        if (dice.Chance(0.6f))
        {
            float line = soleTone > 0.5f ? dice.Range(0.1f, 0.5f) : dice.Range(0.5f, 0.9f);
            canvas.Seam(canvas.Start(toe + 0.5f, ground - 0.4f).Line(heel, ground - 0.4f), 0.8f, line, dice.Range(0.3f, 0.9f));
        }

        Stripes(canvas, dice, fabric, cut);
        if (dice.Chance(0.75f))
        {
            Laces(canvas, dice, cut);
        }
    }

    private static Outline Upper(Canvas canvas, Cut cut)
    {
        (float toe, float heel, float soleTop, float toeHeight, float collarY, float dip, (float tongueX, float tongueY)) = cut;
        return canvas.Start(toe + 0.2f, soleTop + 0.4f)
            .Curve(toe - 0.2f, soleTop - toeHeight, toe + 4.2f, soleTop - toeHeight - 0.4f)
            .Curve((toe + tongueX) * 0.5f + 1.4f, soleTop - toeHeight - 0.9f, tongueX - 0.6f, tongueY)
            .Line(tongueX + 0.9f, tongueY - 0.1f)
            .Curve((tongueX + heel) / 2, collarY + (2 * dip), heel - 0.8f, collarY)
            .Curve(heel + 0.5f, collarY + 0.4f, heel - 0.2f, (collarY + soleTop) / 2)
            .Curve(heel - 0.4f, soleTop - 1, heel + 0.2f, soleTop + 0.4f);
    }

    private static void Stripes(Canvas canvas, Dice dice, Fabric fabric, Cut cut)
    {
        (float toe, float heel, float soleTop, float toeHeight, float collarY, _, (float tongueX, _)) = cut;
        float mark = fabric.Base > 0.5f ? dice.Range(0.05f, 0.45f) : dice.Range(0.6f, 1);
        float opacity = dice.Range(0.4f, 1);
        float middle = (soleTop + collarY) / 2;
        switch (dice.Int(4))
        {
            case 0:
                // Three slanted stripes.
                for (int i = 0; i < 3; i++)
                {
                    float x = tongueX - 1.5f + (i * 2.3f);
                    canvas.Seam(canvas.Start(x - 1.6f, middle - 1.8f).Line(x + 1.4f, soleTop), dice.Range(0.8f, 1.1f), mark, opacity);
                }

                break;
            case 1:
                // A curved stroke that grows thin towards the heel.
                canvas.Tint(canvas.Start(tongueX - 4, middle - 0.4f).Curve(tongueX - 2.6f, soleTop + 0.2f, heel - 1.4f, collarY + 2.4f)
                    .Curve(tongueX, soleTop - 2.2f, tongueX - 4, middle - 0.4f), mark, opacity);
                break;
            case 2:
                // A patch at the heel.
                canvas.Tint(canvas.Box(heel - dice.Range(2.4f, 4.5f), collarY - 1, heel + 1, soleTop), mark, opacity * 0.7f);
                break;
        }

        if (dice.Chance(0.4f))
        {
            canvas.Seam(canvas.Start(toe + 3.8f, soleTop)
                .Curve(toe + 5.2f, soleTop - 1.5f, toe + 4.6f, soleTop - toeHeight - 0.5f), 0.8f, mark, opacity * 0.7f);
        }
    }

    private static void Laces(Canvas canvas, Dice dice, Cut cut)
    {
        int laces = 2 + dice.Int(3);
        float lace = dice.Chance(0.6f) ? dice.Range(0.75f, 1) : dice.Range(0.05f, 0.3f);
        float startX = cut.Toe + 6.2f;
        float startY = cut.SoleTop - cut.ToeHeight - 0.9f;
        for (int i = 0; i < laces; i++)
        {
            float t = (i + 0.5f) / laces;
            float x = startX + (t * (cut.Tongue.X - startX));
            float y = startY + (t * t * (cut.Tongue.Y - startY)) + 0.5f;
            canvas.Seam(canvas.Start(x, y).Line(x + 1.6f, y + 1.5f), 0.8f, lace, 0.8f);
        }
    }

    /// <summary>Where the parts meet: columns of toe, heel and tongue, rows of the sole's top, the collar and the tongue.</summary>
    private readonly record struct Cut(
        float Toe, float Heel, float SoleTop, float ToeHeight, float CollarY, float Dip, Tongue Tongue);

    /// <summary>Where the tongue ends.</summary>
    private readonly record struct Tongue(float X, float Y);
}
