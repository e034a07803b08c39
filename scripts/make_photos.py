#!/usr/bin/env python3
"""Makes a folder of photos as people have them, from CIFAR-10, and the same pictures as PNG.

  scripts/make_photos.py CIFAR_FOLDER OUT [COUNT_PER_CLASS]

OUT/photos/CLASS/*.jpg has JPEG files of mixed sizes (the picture enlarged, with room at the sides), and
odd ones of every kind: turned by EXIF, CMYK, gray, progressive, WebP, GIF, BMP, upper-case names, names
with accents in both Unicode forms, hidden files, a __MACOSX folder, Thumbs.db, a text file, a truncated
JPEG. OUT/png has the same pictures, undamaged ones, as 32x32 PNG files. Needs Pillow (python3-pil).
"""
import glob
import gzip
import os
import random
import sys
import unicodedata

from PIL import Image

CLASSES = "airplane automobile bird cat deer dog frog horse ship truck".split()
ORIENTATIONS = {  # EXIF number: what undoes it
    2: Image.FLIP_LEFT_RIGHT, 3: Image.ROTATE_180, 4: Image.FLIP_TOP_BOTTOM, 5: Image.TRANSPOSE,
    6: Image.ROTATE_90, 7: Image.TRANSVERSE, 8: Image.ROTATE_270,
}


def records(folder):
    for path in sorted(glob.glob(os.path.join(folder, "data_batch_*.bin*"))):
        data = (gzip.open if path.endswith(".gz") else open)(path, "rb").read()
        for start in range(0, len(data), 3073):
            planes = data[start + 1:start + 3073]
            bands = [Image.frombytes("L", (32, 32), planes[1024 * c:1024 * (c + 1)]) for c in range(3)]
            yield data[start], Image.merge("RGB", bands)


def save(image, folder, name, i, rng):
    scale = rng.uniform(2.5, 8)
    side = round(32 * scale)
    big = image.resize((side, side), Image.BICUBIC)
    path = os.path.join(folder, name)
    quality = dict(quality=rng.randint(80, 95))
    kind = i % 25
    if kind in ORIENTATIONS:
        exif = Image.Exif()
        exif[0x0112] = kind
        big.transpose(ORIENTATIONS[kind]).save(path + ".jpg", exif=exif, **quality)
    elif kind == 10:
        big.convert("CMYK").save(path + ".jpg", **quality)
    elif kind == 11:
        big.convert("L").save(path + ".jpg", **quality)
    elif kind == 12:
        big.save(path + ".webp", **quality)
    elif kind == 13:
        big.save(path + ".JPG", progressive=True, **quality)
    elif kind == 14:
        big.save(path + unicodedata.normalize("NFC", "é") + ".jpeg", **quality)
    elif kind == 15:
        big.save(path + unicodedata.normalize("NFD", "ü") + ".JPEG", **quality)
    elif kind == 16:
        big.convert("P", palette=Image.ADAPTIVE).save(path + ".gif")
    elif kind == 17:
        big.save(path + ".BMP")
    else:
        big.save(path + ".jpg", **quality)


def main():
    source, out = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 40
    rng = random.Random(1)
    seen = [0] * 10
    for label, image in records(source):
        i = seen[label]
        if i == count:
            continue
        seen[label] += 1
        for part, write in (("photos", lambda f: save(image, f, f"photo{i}", i, rng)),
                            ("png", lambda f: image.save(os.path.join(f, f"photo{i}.png")))):
            folder = os.path.join(out, part, CLASSES[label])
            os.makedirs(folder, exist_ok=True)
            write(folder)
    photos = os.path.join(out, "photos")
    junk = os.path.join(photos, "__MACOSX", "cat")
    os.makedirs(junk)
    for path in (os.path.join(junk, "._photo0.jpg"), os.path.join(photos, ".DS_Store"),
                 os.path.join(photos, "dog", "._photo1.jpg"), os.path.join(photos, "dog", "Thumbs.db")):
        with open(path, "wb") as file:
            file.write(b"\0\5\x16\7no picture")
    with open(os.path.join(photos, "cat", "notes.txt"), "w", encoding="utf-8") as file:
        file.write("no picture\n")
    whole = open(os.path.join(photos, "ship", "photo0.jpg"), "rb").read()
    with open(os.path.join(photos, "ship", "torn.jpg"), "wb") as file:
        file.write(whole[:len(whole) // 2])


if __name__ == "__main__":
    main()
