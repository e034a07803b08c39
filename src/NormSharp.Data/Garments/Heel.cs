namespace NormSharp.Data;

/// <summary>What stands under a shoe with a raised heel: from flat to stiletto, or a wedge.</summary>
/// <param name="Height">How far the heel is above the ground.</param>
/// <param name="Width">Its width at the ground; the whole sole for a wedge.</param>
/// <param name="IsWedge">Whether the space under the arch is filled.</param>
internal readonly record struct Heel(float Height, float Width, bool IsWedge)
{
    /// <summary>The height of the foot's underside above the ground at x, where the ball is at −4 and the heel begins at 5.</summary>
    public float Lift(float x)
    {
        float t = Math.Clamp((x + 5) / 11, 0, 1);
        return Height * t * t * (3 - (2 * t));
    }

    /// <summary>The outline of a sole that follows the lift from the toes to the back.</summary>
    public Outline Sole(Canvas canvas, float toe, float back, float ground, float thickness)
    {
        Outline shape = canvas.Start(toe + 0.2f, ground - thickness - 0.3f).Curve(toe - 0.3f, ground, toe + 1.2f, ground).Line(-5, ground);
        for (float x = -3; x < back; x += 2)
        {
            shape.Line(x, ground - Lift(x));
        }

        shape.Line(back + 0.3f, ground - Height).Line(back + 0.3f, ground - Height - thickness);
        for (float x = back - 1; x > -5; x -= 2)
        {
            shape.Line(x, ground - Lift(x) - thickness);
        }

        return shape.Line(-5, ground - thickness);
    }

    /// <summary>Paints what is between the sole and the ground.</summary>
    public void Paint(Canvas canvas, float ground, float back, float tone)
    {
        if (Height < 0.6f)
        {
            return;
        }

        if (IsWedge)
        {
            canvas.Fill(canvas.Start(-5, ground).Curve(1, ground - (Height * 0.3f), 6, ground - Height)
                .Line(back, ground - Height).Line(back - 0.4f, ground), tone);
        }
        else
        {
            float top = Math.Min(Width + (Height * 0.22f), 6);
            canvas.Fill(canvas.Start(back, ground - Height - 0.3f).Line(back - 0.6f, ground).Line(back - 0.6f - Width, ground)
                .Curve(back - 0.9f - Width, ground - (Height * 0.6f), back - top, ground - Height - 0.1f), tone);
        }
    }
}
