"""Validation of a seal's image before it is stored."""

import base64
import binascii
import io

from PIL import Image, UnidentifiedImageError

from services.documents.seals.domain import LARGEST_IMAGE, PIXELS
from shared.errors import InvalidInput
from shared.office import fault

OPAQUE = 255


def checked_png(text: str) -> bytes:
    """Decode a PNG from base64 and check its format and size; raise InvalidInput with the fault.

    The size is read from its header before anything is decompressed, so that a small file cannot become a huge picture.
    """
    try:
        content = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise _unfit("印章图片没有完整送达，请重新上传") from None
    if not content or len(content) > LARGEST_IMAGE:
        raise _unfit(f"印章图片不能为空，也不能超过{LARGEST_IMAGE // 1000} KB")
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            fits = all(PIXELS[0] <= each <= PIXELS[1] for each in picture.size)
            if not fits or getattr(picture, "n_frames", 1) != 1:
                raise _unfit(f"印章图片的宽和高应在{PIXELS[0]}至{PIXELS[1]}像素之间，且只有一帧")
            picture.load()
            alpha = picture.convert("RGBA").getchannel("A")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise _unfit("不是完好的 PNG 图片") from None
    if alpha.getextrema()[0] == OPAQUE:
        raise _unfit("印章图片的底色应为透明，否则会盖住署名")
    return content


def _unfit(message: str) -> InvalidInput:
    return fault("image", "image_unfit", message)
