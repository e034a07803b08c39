namespace NormSharp.Data;

/// <summary>Sandals from the side, toes to the left: a thin sole, flat to stiletto, and straps with the background between them.</summary>
internal static class Sandal
{
    public static void Paint(Canvas canvas, Dice dice)
    {
        int kind = dice.Pick((0.3f, 0), (0.3f, 1), (0.24f, 2), (0.16f, 3));
        Heel heel = kind switch
        {
            0 => new Heel(dice.Range(0, 0.9f), 5, false),
            1 => new Heel(dice.Range(0.4f, 2.4f), dice.Range(2.5f, 4.5f), dice.Chance(0.5f)),
            2 => new Heel(dice.Range(5f, 10.5f), dice.Range(0.7f, 2.2f), false),
            _ => new Heel(dice.Range(2.4f, 6.5f), 0, true),
        };
        float ground = (kind == 0 ? dice.Bell(16, 20.5f) : dice.Bell(18, 22)) + (heel.Height * 0.45f);
        float toe = -dice.Bell(11.5f, 13.8f);
        float back = dice.Bell(10, 13);
        float thickness = kind == 3 ? dice.Range(1.4f, 3) : dice.Range(0.8f, 2);
        float tone = Fabric.RandomTone(dice);
        float strapTone = dice.Chance(0.6f) ? Math.Clamp(tone * dice.Range(0.8f, 1.2f), 0.15f, 1) : Fabric.RandomTone(dice);
        heel.Paint(canvas, ground, back, tone * dice.Range(0.7f, 1));
        canvas.Fill(heel.Sole(canvas, toe, back, ground, thickness), tone);
        Straps(canvas, dice, new Sole(toe, back, ground - thickness, heel), kind, strapTone);
    }

    private static void Straps(Canvas canvas, Dice dice, Sole sole, int kind, float tone)
    {
        (float toe, float back, float foot, Heel heel) = sole;
        float width = dice.Range(0.9f, 2.2f);
        int front = kind == 0 ? 1 + dice.Int(2) : 1 + dice.Int(3);
        float x = toe + dice.Range(2, 4.5f);
        for (int i = 0; i < front; i++)
        {
            float height = dice.Range(2.2f, 4.2f) + (i * 0.6f);
            float reach = dice.Range(2, 4.5f);
            float footHere = foot - heel.Lift(x) + 0.3f;
            float footThere = foot - heel.Lift(x + (2 * reach)) + 0.3f;
            if (dice.Chance(0.65f))
            {
                canvas.Strap(canvas.Start(x, footHere).Curve(x + (reach * 0.4f), footHere - height, x + reach, footHere - height)
                    .Curve(x + (reach * 1.6f), footHere - height, x + (2 * reach), footThere), width, tone);
            }
            else
            {
                canvas.Strap(canvas.Start(x, footHere)
                    .Curve(x + 0.4f, footHere - height, x + reach, footHere - height - 0.6f), width * 1.3f, tone);
            }

            x += dice.Range(2.2f, 4);
        }

        if (kind == 0 && dice.Chance(0.6f))
        {
            return;
        }

        float seat = foot - heel.Height;
        float ankleY = seat - dice.Range(3.5f, 7);
        float ankleFront = dice.Range(2.5f, 6);
        float thin = dice.Range(0.8f, 1.5f);
        if (dice.Chance(0.8f))
        {
            canvas.Strap(canvas.Start(ankleFront, ankleY + dice.Range(-0.5f, 1))
                .Curve((ankleFront + back) / 2, ankleY + dice.Range(-1.2f, 1.6f), back - 0.4f, ankleY),
                thin, tone);
        }

        canvas.Strap(canvas.Start(back - 0.4f, ankleY)
            .Curve(back + 0.4f, (ankleY + seat) / 2, back - 0.2f, seat + 0.3f), thin * dice.Range(1, 2.4f), tone);
        if (dice.Chance(0.6f))
        {
            // From the toes along the instep to the ankle.
            float startX = toe + dice.Range(5, 8.5f);
            canvas.Strap(canvas.Start(startX, foot - heel.Lift(startX) - dice.Range(1.5f, 3.4f))
                .Curve((startX + ankleFront) / 2, foot - heel.Lift(1) - 3.4f, ankleFront, ankleY), thin, tone);
        }

        if (dice.Chance(0.5f))
        {
            float from = dice.Range(3, 6.5f);
            canvas.Strap(canvas.Start(from, foot - heel.Lift(from)).Line(dice.Range(6, 10), ankleY), thin, tone);
        }

        if (dice.Chance(0.16f))
        {
            canvas.Strap(canvas.Start(ankleFront + 0.5f, ankleY - 2)
                .Curve(ankleFront + 3, ankleY - 1, back - 0.6f, ankleY - 2.6f), thin, tone);
        }
    }

    /// <summary>What the straps are sewn to: columns of toe and back, the row of the foot, the heel.</summary>
    private readonly record struct Sole(float Toe, float Back, float Foot, Heel Heel);
}
