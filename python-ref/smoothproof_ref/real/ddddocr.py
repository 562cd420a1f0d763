"""Raw logits of a real text recogniser with a large vocabulary: ddddocr's common_old.onnx (1.6.1, MIT), 8210 classes.

Each image is one character in Pillow's own font, drawn here; preprocessing is ddddocr's. The network answers every few
columns with one row of logits; recorded is the row most certain of anything but blank (class 0). The target is the
character that was drawn.
"""

from __future__ import annotations

import hashlib
from importlib import metadata
from pathlib import Path

import numpy as np

from .record import Record

CHARACTERS = "7482hxkw"
FONT_SIZE = 40
MARGIN = 10
BLANK = 0
# The network is quantised to 8 bits at run time, and ONNX Runtime's 8-bit kernels may differ between processors by more
# than rounding (those without VNNI can saturate), so this only tells that it is the same network on the same images.
ALLOWED_SPREAD = 2.0


def draw(character: str):
    """The character in black on white, MARGIN pixels around it."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default(FONT_SIZE)
    width = round(font.getlength(character)) + 2 * MARGIN
    image = Image.new("RGB", (width, FONT_SIZE + 2 * MARGIN), "white")
    ImageDraw.Draw(image).text((MARGIN, MARGIN // 2), character, font=font, fill="black")
    return image


def most_certain_row(rows: np.ndarray) -> np.ndarray:
    """Among rows of logits, the one whose best class other than blank has the highest probability."""
    wide = rows.astype(np.float64)
    shifted = wide - wide.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    log_p[:, BLANK] = -np.inf
    return rows[int(log_p.max(axis=1).argmax())]


def record() -> Record:
    """logits [8, 8210], target [8] = class of the character drawn."""
    from ddddocr.core.ocr_engine import OCREngine

    engine = OCREngine(old=True)
    charset = list(engine.charset_manager.get_charset())
    (source,) = engine.session.get_inputs()
    rows, pixels = [], []
    for character in CHARACTERS:
        image = engine._preprocess_image(draw(character), False)
        pixels.append(hashlib.sha256(image.tobytes()).hexdigest())
        (answer,) = engine.session.run(None, {source.name: image})
        rows.append(most_certain_row(answer.reshape(-1, len(charset))))
    model = Path(metadata.distribution("ddddocr").locate_file("ddddocr/common_old.onnx"))
    return {
        "logits": np.stack(rows).astype(np.float32),
        "target": np.array([charset.index(character) for character in CHARACTERS], dtype=np.int64),
        "about": {
            "what": "raw logits of ddddocr's text recogniser for single characters drawn with Pillow's default font",
            "package": f"ddddocr {metadata.version('ddddocr')}",
            "licence": "MIT",
            "model": model.name,
            "modelSha256": hashlib.sha256(model.read_bytes()).hexdigest(),
            "files": [
                {"drawn": character, "pixelsSha256": digest}
                for character, digest in zip(CHARACTERS, pixels, strict=True)
            ],
        },
    }
