# The files of this folder, by pillow-heif 1.8.1 (libheif 1.23.6, x265 4.3): pip install pillow pillow-heif
import numpy
import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()

# As `host_test::pictures::quarters` draws them.
COLORS = numpy.array([[220, 30, 30], [30, 200, 30], [30, 30, 220], [240, 240, 240]], numpy.uint8)


def quarters(width, height):
    y, x = numpy.mgrid[0:height, 0:width]
    return Image.fromarray(COLORS[(y >= height // 2) * 2 + (x >= width // 2)])


def save(name, picture, **options):
    picture.save(f'{name}.heic', quality=90, **options)


def numbers(primaries, matrix, full_range):
    return {
        'color_primaries': primaries,
        'transfer_characteristics': 13,
        'matrix_coefficients': matrix,
        'full_range_flag': full_range,
    }


small = quarters(64, 48)
save('plain', small)
save('without-numbers', small, save_nclx_profile=False, **numbers(1, 6, 1))
save('limited-709', small, **numbers(1, 1, 0))
save('display-p3', small, **numbers(12, 6, 1))
save('full-444', small, chroma=444)
save('half-422', small, chroma=422)
save('grey', small.convert('L'))
save('odd', quarters(37, 29))
save('grid', quarters(181, 111), tile_size=64)
translucent = small.convert('RGBA')
translucent.putalpha(Image.fromarray(numpy.where(numpy.arange(64) < 32, 255, 128).astype(numpy.uint8)[None].repeat(48, 0)))
save('alpha', translucent)
exif = Image.Exif()
exif[0x112] = 6
save('exif-6', small, exif=exif)
deep = (numpy.array(small).astype(numpy.uint16) << 8).tobytes()
pillow_heif.from_bytes('RGB;16', (64, 48), deep).save('ten.heic', quality=90)
pillow_heif.options.SAVE_HDR_TO_12_BIT = True
pillow_heif.from_bytes('RGB;16', (64, 48), deep).save('twelve.heic', quality=90)
