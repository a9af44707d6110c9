#!/usr/bin/env python3
"""Writes signatures.json: vectors for whoever signs links, made with Python's hmac and with nothing of Marble.

    python3 crates/transform/signatures.py > crates/transform/signatures.json

The canonical spelling of each transform is written here by hand, by the rules of docs/urls.md.
"""
import base64
import hashlib
import hmac
import json

SHORT = "000102030405060708090a0b0c0d0e0f"
ORDINARY = "8f1c9d0be7a24a54a3f86b17c25d9e30b1d04c6f72e85a99c3107d2f4be6518a"
# As long as a block of SHA-256, and longer: HMAC hashes the latter first (RFC 2104, 2).
BLOCK = "5a" * 64
LONG = "c3" * 100

# key, transform as it may be asked for, its canonical spelling, key of the original
CASES = [
    (ORDINARY, "300x300", "300x300", "photo.jpg"),
    (ORDINARY, "300x300,fit=inside", "300x300,fit=inside", "photo.jpg"),
    # Every spelling has the signature of the canonical one.
    (ORDINARY, "300x300,quality=80,fit=cover", "300x300", "photo.jpg"),
    (ORDINARY, "600x,quality=60,format=webp,dpr=2.0", "600x,dpr=2,format=webp,quality=60", "trips/2026/photo.jpg"),
    (ORDINARY, "1600x,format=auto", "1600x,format=auto", "photo.jpg"),
    (SHORT, "x400", "x400", "a//b.jpg"),
    (SHORT, "300x300", "300x300", "/a.jpg"),
    (SHORT, "300x300", "300x300", "ü/日本.jpg"),
    # Decomposed characters are other bytes, so another signature.
    (SHORT, "300x300", "300x300", "u\u0308/日本.jpg"),
    (SHORT, "300x300", "300x300", "😀 a+b&c=d?e#f,sig=x.jpg"),
    # Not decoded: these percent signs are part of the key.
    (BLOCK, "300x300", "300x300", "100% a%41.jpg"),
    (BLOCK, "300x300,background=F80,pad=1:1:1:1", "300x300,background=ff8800,pad=1", "photo.jpg"),
    (LONG, "300x300", "300x300", "photo.jpg"),
    (LONG.upper(), "300x300", "300x300", "photo.jpg"),
]


def signature(key, message):
    tag = hmac.new(bytes.fromhex(key), message.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(tag[:16]).decode().rstrip("=")


vectors = []
for key, transform, canonical, original in CASES:
    message = f"{canonical}/{original}"
    vectors.append({
        "key": key,
        "transform": transform,
        "original": original,
        "canonical": canonical,
        "message": message,
        "signature": signature(key, message),
    })
print(json.dumps(vectors, ensure_ascii=False, indent=2))
