namespace NormSharp.Data;

/// <summary>Ankle boots from the side, toes to the left: a shaft over the ankle, any heel, laces, zip or elastic.</summary>
internal static class AnkleBoot
{
    public static void Paint(Canvas canvas, Dice dice)
    {
        float ground = dice.Bell(21f, 27.4f);
        float toe = -dice.Bell(10.5f, 13.6f);
        float back = dice.Bell(9.6f, 12.8f);
        Heel heel = dice.Pick(
            (0.42f, new Heel(dice.Range(0, 1.2f), 5, false)),
            (0.33f, new Heel(dice.Range(1.5f, 4.5f), dice.Range(3, 5.2f), false)),
            (0.17f, new Heel(dice.Range(4.5f, 8), dice.Range(0.9f, 2.8f), false)),
            (0.08f, new Heel(dice.Range(2, 5), 0, true)));
        float sole = heel.Height > 4.5f ? dice.Range(0.5f, 1.6f) : dice.Bell(0.8f, 2.4f);
        float foot = ground - sole;
        float seat = foot - heel.Height;
        float shaftTop = Math.Max(dice.Bell(1f, 12f), seat - 17);
        float shaftFront = dice.Bell(-1.2f, 3.2f);
        float toeHeight = dice.Bell(2.6f, 4.6f);
        float slant = dice.Bell(-1.2f, 1.6f);
        Fabric fabric = new(dice, dice.Pick((0.68f, Weave.Plain), (0.24f, Weave.Heather), (0.04f, Weave.Floral), (0.04f, Weave.Gradient)));
        float soleTone = dice.Chance(0.5f) ? fabric.Base * dice.Range(0.4f, 1) : Fabric.RandomTone(dice);

        heel.Paint(canvas, ground, back + 0.3f, soleTone);
        canvas.Fill(heel.Sole(canvas, toe, back, ground, sole), soleTone);
        float ankleY = seat - dice.Range(4.5f, 6.5f);
        canvas.Fill(canvas.Start(toe, foot + 0.2f)
            .Curve(toe - 0.3f, foot - toeHeight, toe + 3.6f, foot - toeHeight)
            .Curve(shaftFront - 3.2f, foot - toeHeight - 1.2f - (heel.Height * 0.4f), shaftFront + 0.5f, Math.Max(ankleY - 1, shaftTop + 1))
            .Line(shaftFront, shaftTop)
            .Line(back + 0.3f, shaftTop + slant)
            .Curve(back - 1, ankleY, back - 0.1f, seat - 2.4f)
            .Curve(back + 0.7f, seat - 1, back + 0.3f, seat + 0.3f)
            .Curve(1, seat + 0.4f, -5, foot + 0.3f), fabric);
        Details(canvas, dice, fabric, new Cut(toe, back, foot, seat, ankleY, new Shaft(shaftTop, shaftFront, slant)));
    }

    private static void Details(Canvas canvas, Dice dice, Fabric fabric, Cut cut)
    {
        (float toe, float back, float foot, float seat, float ankleY, (float shaftTop, float shaftFront, float slant)) = cut;
        float line = fabric.Base > 0.35f ? fabric.Base * dice.Range(0.15f, 0.65f) : fabric.Base + dice.Range(0.15f, 0.5f);
        float opacity = dice.Range(0.35f, 1);
        float middle = (shaftFront + back) / 2;
        switch (dice.Int(5))
        {
            case 0:
                // Laces up the front.
                for (float y = shaftTop + 1.2f; y < foot - 4; y += 1.9f)
                {
                    float x = shaftFront - Math.Max(0, (y - ankleY) * 0.55f);
                    canvas.Seam(canvas.Start(x - 0.5f, y).Line(x + 2.4f, y + 0.9f), 0.8f, line, opacity);
                }

                break;
            case 1:
                // Elastic at the side.
                canvas.Tint(canvas.Start(middle - 1.6f, shaftTop + (slant * 0.4f) + 0.6f)
                    .Line(middle + 1.6f, shaftTop + (slant * 0.6f) + 0.6f)
                    .Line(middle + 0.7f, seat - 2.5f).Line(middle - 0.9f, seat - 2.5f), line, opacity);
                break;
            case 2:
                canvas.Seam(canvas.Start(middle + 1, shaftTop + 0.5f).Line(middle + 1.6f, seat - 1.4f), 0.8f, line, opacity);
                break;
            case 3:
                // A strap with a buckle.
                float y0 = ankleY + dice.Range(-1.5f, 1.5f);
                canvas.Seam(canvas.Start(shaftFront - 3, y0 + 1.2f).Line(back + 1, y0 - 0.2f), dice.Range(0.9f, 1.5f), line, opacity);
                canvas.Tint(canvas.Ellipse(middle + 1.5f, y0 + 0.2f, 0.9f, 0.9f), Math.Min(1, fabric.Base + 0.4f), 0.8f);
                break;
        }

        if (dice.Chance(0.45f))
        {
            canvas.Seam(canvas.Start(shaftFront - 0.5f, shaftTop + 0.7f).Line(back + 0.6f, shaftTop + slant + 0.7f), dice.Range(0.8f, 2f),
                Fabric.RandomTone(dice), opacity * 0.6f);
        }

        if (dice.Chance(0.4f))
        {
            canvas.Seam(canvas.Start(toe + 3.6f, foot).Curve(toe + 5.5f, foot - 1.8f, toe + 4.6f, foot - 4.5f), 0.8f, line, opacity * 0.6f);
        }

        if (dice.Chance(0.4f))
        {
            canvas.Seam(canvas.Start(back - 3.4f, shaftTop).Curve(back - 4.6f, seat - 3, back - 2.2f, seat), 0.8f, line, opacity * 0.5f);
        }
    }

    /// <summary>Where the parts meet: columns of toe and back, rows of the foot, the heel's seat and the ankle, and the shaft.</summary>
    private readonly record struct Cut(float Toe, float Back, float Foot, float Seat, float AnkleY, Shaft Shaft);

    /// <summary>The row of the shaft's top, the column of its front, and how much lower it is at the back.</summary>
    private readonly record struct Shaft(float Top, float Front, float Slant);
}
