namespace NormSharp.Data;

/// <summary>
/// How an item lies in its picture: an affine map from design coordinates (pixels, x from the item's middle line, y from the top
/// of the picture) to picture coordinates (pixels from the top left corner).
/// </summary>
internal readonly struct Pose
{
    private const float Center = Canvas.Size / 2f;
    private readonly float _xx, _xy, _yx, _yy, _dx, _dy;

    /// <summary>Scales, shears, rotates, moves.</summary>
    /// <param name="scaleX">Factor of widths.</param>
    /// <param name="scaleY">Factor of heights.</param>
    /// <param name="shear">How far x moves for each pixel of y.</param>
    /// <param name="halfTurn">The tangent of half the angle of rotation: a rotation without a sine.</param>
    /// <param name="dx">Move to the right, in pixels.</param>
    /// <param name="dy">Move down, in pixels.</param>
    public Pose(float scaleX, float scaleY, float shear, float halfTurn, float dx, float dy)
    {
        float norm = 1 / (1 + (halfTurn * halfTurn));
        float cos = (1 - (halfTurn * halfTurn)) * norm;
        float sin = 2 * halfTurn * norm;
        (_xx, _xy) = (cos * scaleX, ((cos * shear) - sin) * scaleY);
        (_yx, _yy) = (sin * scaleX, ((sin * shear) + cos) * scaleY);
        (_dx, _dy) = (Center + dx, Center + dy);
    }

    /// <summary>The disorder of product photographs.</summary>
    /// <param name="dice">The choices.</param>
    /// <param name="canFlip">Whether the item may point the other way.</param>
    public static Pose Random(Dice dice, bool canFlip) => new(
        dice.Bell(0.92f, 1.18f) * (canFlip && dice.Chance(0.2f) ? -1 : 1),
        dice.Bell(0.93f, 1.1f),
        dice.Bell(-0.07f, 0.07f),
        dice.Bell(-0.035f, 0.035f),
        dice.Bell(-2f, 2f),
        dice.Bell(-1.5f, 1.5f));

    /// <summary>From design to picture coordinates.</summary>
    public (float X, float Y) Apply(float x, float y)
    {
        y -= Center;
        return ((_xx * x) + (_xy * y) + _dx, (_yx * x) + (_yy * y) + _dy);
    }

    /// <summary>From picture to design coordinates.</summary>
    public (float X, float Y) Undo(float x, float y)
    {
        x -= _dx;
        y -= _dy;
        float scale = 1 / ((_xx * _yy) - (_xy * _yx));
        return (((_yy * x) - (_xy * y)) * scale, (((_xx * y) - (_yx * x)) * scale) + Center);
    }
}
